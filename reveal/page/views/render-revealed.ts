import { connectionUrl } from "#domain/credentials/connection-url.ts";
import { element } from "../element.ts";
import type { PageState } from "../page-state.ts";
import type { DrawnView, PageView } from "../render-page.ts";
import { startCountdown } from "./countdown.ts";
import { renderField } from "./render-field.ts";
import { renderFile } from "./render-file.ts";
import { renderGrantHead } from "./render-grant.ts";
import { renderSnippets } from "./render-snippets.ts";

const keptSeconds = 300;

/**
 * Draws the opened credential, masked, with what puts it to use; it hides itself after five minutes, and each value that
 * is shown is masked again after the time that the handling table gives.
 */
export function renderRevealed({ state, actions }: PageView<Extract<PageState, { kind: "revealed" }>>): DrawnView {
  const { grant, credential } = state;
  const { head, heading } = renderGrantHead(grant, "Yours now");
  let isTaken = false;
  const reading = {
    shownSeconds: grant.shownSeconds,
    onTaken: () => {
      isTaken = true;
    },
  };
  const url = connectionUrl(credential);
  const fields = credential.layout.fields.map((field) =>
    renderField(field, credential.fields[field.name] ?? "", reading),
  );
  const urlField = { name: "url", label: "Connection string", secret: true };
  const hide = () => actions.hide(grant);
  const countdown = startCountdown(keptSeconds, hide);
  // Closing the tab before anything was copied or shown is more often a slip than a wish.
  const warn = (event: BeforeUnloadEvent) => {
    if (!isTaken) event.preventDefault();
  };
  addEventListener("beforeunload", warn);
  const card = element(
    "section",
    { class: "card" },
    head,
    countdown.bar,
    element("div", { class: "fields" }, ...fields),
    url === null ? null : element("div", { class: "fields wide" }, renderField(urlField, url, reading)),
    renderFile(credential, reading),
    renderSnippets(credential, reading),
    element(
      "div",
      { class: "actions" },
      element("button", { class: "primary", type: "button", on: { click: hide } }, "I have it, hide it now"),
      element("p", { class: "small" }, "After that it cannot be shown again."),
    ),
  );
  const leave = () => {
    countdown.stop();
    removeEventListener("beforeunload", warn);
    // What the document held of it goes with the view; inputs keep a value of their own until told otherwise.
    for (const input of card.querySelectorAll<HTMLInputElement | HTMLTextAreaElement>("input, textarea"))
      input.value = "";
    for (const text of card.querySelectorAll("code, .whole")) text.textContent = "";
  };
  return { title: `${grant.resource.name}: revealed`, heading, card, leave };
}
