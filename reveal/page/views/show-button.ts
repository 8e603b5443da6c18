import { element, icon } from "../element.ts";
import { icons } from "../icons.ts";

interface Shown {
  /** Called at every turn, and once now. */
  readonly draw: (isShown: boolean) => void;
  /** After this it is masked again by itself. */
  readonly shownSeconds: number;
}

/** Draws a button that shows and masks something, and masks it again by itself after its time. */
export function renderShowButton(what: string, { draw, shownSeconds }: Shown): HTMLButtonElement {
  const button = element("button", {
    class: "tool",
    type: "button",
    "aria-label": `Show ${what}`,
    title: `Show ${what}`,
  });
  let masking: ReturnType<typeof setTimeout> | undefined;
  const turn = (isShown: boolean) => {
    clearTimeout(masking);
    if (isShown) masking = setTimeout(() => turn(false), shownSeconds * 1000);
    button.setAttribute("aria-pressed", String(isShown));
    button.replaceChildren(icon(isShown ? icons.eyeOff : icons.eye));
    draw(isShown);
  };
  button.addEventListener("click", () => turn(button.getAttribute("aria-pressed") !== "true"));
  turn(false);
  return button;
}
