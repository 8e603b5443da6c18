import type { LayoutField } from "#domain/credentials/credential-layout.ts";
import { element } from "../element.ts";
import { renderCopyButton } from "./copy-button.ts";
import { dots } from "./dots.ts";
import { renderShowButton } from "./show-button.ts";
import type { Reading } from "./reading.ts";

const rowsMax = 12;

/** Draws a field of several lines, which an input would join into one: a secret one as dots until its reader asks. */
export function renderLongField(field: LayoutField, value: string, reading: Reading): HTMLElement {
  const id = `field-${field.name}`;
  const area = element("textarea", { id, readonly: true, rows: 1, autocomplete: "off", spellcheck: "false" });
  const draw = (isShown: boolean) => {
    area.value = isShown ? value : dots;
    area.rows = isShown ? Math.min(value.split("\n").length, rowsMax) : 1;
    if (isShown && field.secret) reading.onTaken();
  };
  if (!field.secret) draw(true);
  const tools = element(
    "div",
    { class: "tools" },
    field.secret ? renderShowButton(field.label, { draw, shownSeconds: reading.shownSeconds }) : null,
    renderCopyButton(field.label, () => value, reading.onTaken),
  );
  return element("div", { class: "field long" }, element("label", { for: id }, field.label), area, tools);
}
