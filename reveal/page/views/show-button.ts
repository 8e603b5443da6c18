import { element, icon } from "../element.ts";
import { icons } from "../icons.ts";

/** Draws a button that shows and masks something; `draw` is called at every turn, and once now. */
export function renderShowButton(what: string, draw: (isShown: boolean) => void): HTMLButtonElement {
  const button = element("button", {
    class: "tool",
    type: "button",
    "aria-label": `Show ${what}`,
    title: `Show ${what}`,
  });
  const turn = (isShown: boolean) => {
    button.setAttribute("aria-pressed", String(isShown));
    button.replaceChildren(icon(isShown ? icons.eyeOff : icons.eye));
    draw(isShown);
  };
  button.addEventListener("click", () => turn(button.getAttribute("aria-pressed") !== "true"));
  turn(false);
  return button;
}
