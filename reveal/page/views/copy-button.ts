import { element, icon } from "../element.ts";
import { icons } from "../icons.ts";

const saidForMs = 2000;

/** Draws a button that copies what `read` gives, and says whether it did. */
export function renderCopyButton(what: string, read: () => string, onCopied: () => void): HTMLButtonElement {
  const status = element("span", { class: "said", role: "status" });
  const attributes = { class: "tool", type: "button", "aria-label": `Copy ${what}`, title: `Copy ${what}` };
  const button = element("button", attributes, icon(icons.copy), status);
  const say = (words: string, drawing: string) => {
    status.textContent = words;
    button.replaceChild(icon(drawing), button.firstElementChild ?? status);
  };
  button.addEventListener("click", () => {
    navigator.clipboard.writeText(read()).then(
      () => {
        onCopied();
        say("Copied", icons.check);
        setTimeout(() => say("", icons.copy), saidForMs);
      },
      () => say("The browser refused: show it and copy it by hand", icons.copy),
    );
  });
  return button;
}
