import { element } from "../element.ts";
import { renderCopyButton } from "./copy-button.ts";
import { renderShowButton } from "./show-button.ts";
import type { Reading } from "./reading.ts";

/** A ready-made text and how it looks while it is masked. */
export interface SecretText {
  readonly title: string;
  readonly text: string;
  readonly masked: string;
}

/** Draws a text masked until its reader asks, and its buttons to show and to copy it. */
export function renderSecretText({ title, text, masked }: SecretText, reading: Reading): readonly HTMLElement[] {
  const code = element("code", {}, masked);
  const draw = (isShown: boolean) => {
    code.textContent = isShown ? text : masked;
    if (isShown) reading.onTaken();
  };
  const tools = element(
    "div",
    { class: "tools" },
    masked === text ? null : renderShowButton(title, { draw, shownSeconds: reading.shownSeconds }),
    renderCopyButton(title, () => text, reading.onTaken),
  );
  return [tools, element("pre", { tabindex: "0", "aria-label": title }, code)];
}
