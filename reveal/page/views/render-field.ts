import type { LayoutField } from "#domain/credentials/credential-layout.ts";
import { element } from "../element.ts";
import { renderCopyButton } from "./copy-button.ts";
import { renderLongField } from "./render-long-field.ts";
import { renderShowButton } from "./show-button.ts";
import type { Reading } from "./reading.ts";

/** Draws one field: a secret one masked until its reader asks, each with a button to copy. */
export function renderField(field: LayoutField, value: string | number, reading: Reading): HTMLElement {
  if (String(value).includes("\n")) return renderLongField(field, String(value), reading);
  const id = `field-${field.name}`;
  const input = element("input", {
    id,
    readonly: true,
    autocomplete: "off",
    spellcheck: "false",
    // Password managers offer to keep what is typed into forms; this is neither.
    "data-1p-ignore": true,
    "data-lpignore": "true",
  });
  input.value = String(value);
  input.addEventListener("focus", () => input.select());
  // A value longer than its line is shown whole below it; to screen readers the input has it already.
  const whole = element("p", { class: "whole", "aria-hidden": "true" });
  const draw = (isShown: boolean) => {
    input.type = isShown ? "text" : "password";
    whole.textContent = isShown && input.scrollWidth > input.clientWidth ? String(value) : "";
    if (isShown) reading.onTaken();
  };
  const tools = element(
    "div",
    { class: "tools" },
    field.secret ? renderShowButton(field.label, { draw, shownSeconds: reading.shownSeconds }) : null,
    renderCopyButton(field.label, () => String(value), reading.onTaken),
  );
  return element("div", { class: "field" }, element("label", { for: id }, field.label), input, tools, whole);
}
