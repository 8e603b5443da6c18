import type { OpenedCredential } from "#domain/credentials/parse-credential.ts";
import { renderMasked } from "#domain/credentials/render-masked.ts";
import { renderSnippets as fillSnippets, type RenderedSnippet } from "#domain/credentials/render-snippets.ts";
import { element } from "../element.ts";
import { dots } from "./dots.ts";
import { renderSecretText } from "./render-secret-text.ts";
import type { Reading } from "./reading.ts";

/** Draws the ready-made texts as tabs, masked until shown, each with a button to copy; null where there are none. */
export function renderSnippets(credential: OpenedCredential, reading: Reading): HTMLElement | null {
  const open = fillSnippets(credential);
  if (open.length === 0) return null;
  const masked = renderMasked(credential, () => dots).snippets;
  const panels = open.map((snippet, index) => renderPanel(snippet, masked[index]?.text ?? "", reading));
  const tabs = open.map(({ id, title }) =>
    element(
      "button",
      { class: "tab", type: "button", role: "tab", id: `tab-${id}`, "aria-controls": `panel-${id}` },
      title,
    ),
  );
  const select = (chosen: number) => {
    tabs.forEach((tab, index) => {
      tab.setAttribute("aria-selected", String(index === chosen));
      tab.tabIndex = index === chosen ? 0 : -1;
    });
    panels.forEach((panel, index) => {
      panel.hidden = index !== chosen;
    });
  };
  const list = element("div", { class: "tabs", role: "tablist", "aria-label": "Put it to use" }, ...tabs);
  list.addEventListener("click", (event) => {
    const index = tabs.findIndex((tab) => tab.contains(event.target as Node));
    if (index >= 0) select(index);
  });
  list.addEventListener("keydown", (event) => {
    const next = nextTab(event.key, tabs.indexOf(document.activeElement as HTMLButtonElement), tabs.length);
    if (next === null) return;
    event.preventDefault();
    select(next);
    tabs[next]?.focus();
  });
  select(0);
  return element("div", { class: "snippets" }, list, ...panels);
}

function renderPanel({ id, title, text }: RenderedSnippet, masked: string, reading: Reading): HTMLElement {
  const attributes = { class: "panel", role: "tabpanel", id: `panel-${id}`, "aria-labelledby": `tab-${id}` };
  return element("div", attributes, ...renderSecretText({ title, text, masked }, reading));
}

function nextTab(key: string, current: number, count: number): number | null {
  if (key === "ArrowRight") return (current + 1) % count;
  if (key === "ArrowLeft") return (current - 1 + count) % count;
  if (key === "Home") return 0;
  return key === "End" ? count - 1 : null;
}
