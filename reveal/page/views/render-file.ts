import { renderFile as fillFile, type RenderedFile } from "#domain/credentials/render-file.ts";
import type { OpenedCredential } from "#domain/credentials/parse-credential.ts";
import { renderMasked } from "#domain/credentials/render-masked.ts";
import { element, icon } from "../element.ts";
import { icons } from "../icons.ts";
import { dots } from "./dots.ts";
import { renderSecretText } from "./render-secret-text.ts";
import type { Reading } from "./reading.ts";

/** Browsers read what is saved in their own time, a moment after the press. */
const readWithinMs = 2000;

/** Draws the file that the credential brings: saved with one press, shown and copied like the rest; null without one. */
export function renderFile(credential: OpenedCredential, reading: Reading): HTMLElement | null {
  const file = fillFile(credential);
  if (file === null) return null;
  const masked = renderMasked(credential, () => dots).file?.content ?? "";
  const press = () => {
    save(file);
    reading.onTaken();
  };
  const button = element("button", { type: "button", on: { click: press } }, icon(icons.save), `Save ${file.name}`);
  const words = "It holds the secret in the clear: keep it where only you can read it.";
  return element(
    "div",
    { class: "file" },
    element("p", { class: "title", "aria-hidden": "true" }, file.name),
    element("div", { class: "panel" }, ...renderSecretText({ title: file.name, text: file.content, masked }, reading)),
    element("div", { class: "actions" }, button, element("p", { class: "small" }, words)),
  );
}

/** The bytes go from this page's memory to the reader's disk; what names them is taken back at once. */
function save({ name, content }: RenderedFile): void {
  const url = URL.createObjectURL(new Blob([content], { type: "application/octet-stream" }));
  element("a", { href: url, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(url), readWithinMs);
}
