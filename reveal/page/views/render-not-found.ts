import { element, icon } from "../element.ts";
import { icons } from "../icons.ts";
import type { PageState } from "../page-state.ts";
import type { DrawnView, PageView } from "../render-page.ts";

type NotFoundState = Extract<PageState, { kind: "not_found" }>;

/** Draws what a person sees for whom the link holds nothing: whose it is, to those who may know; else only that. */
export function renderNotFound({ state, person, actions }: PageView<NotFoundState>): DrawnView {
  const isForSomebody = state.recipient !== null;
  const title = isForSomebody ? `This is for ${state.recipient}` : "There is nothing here for you";
  const heading = element("h1", {}, title);
  const who = person === null ? "" : ` You are signed in as ${person.name}.`;
  const words = isForSomebody
    ? `Only they can open it, whoever has the link. It stays closed, and the attempt is in the record.${who}`
    : `The link is not complete, or what it leads to belongs to somebody else.${who}`;
  const again = () => actions.signIn({ asSomebodyElse: true });
  const card = element(
    "section",
    { class: "card notice" },
    icon(isForSomebody ? icons.person : icons.lock, "emblem"),
    heading,
    element("p", {}, words),
    element(
      "div",
      { class: "actions" },
      element("button", { type: "button", on: { click: again } }, "Sign in as somebody else"),
    ),
  );
  return { title, heading, card };
}
