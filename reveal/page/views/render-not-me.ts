import { element, icon } from "../element.ts";
import { icons } from "../icons.ts";
import type { PageState } from "../page-state.ts";
import type { DrawnView, PageView } from "../render-page.ts";

type NotMeState = Extract<PageState, { kind: "not_me" }>;

/** Draws "that was not me": what it will do, before it is done, and what happens once it is said. */
export function renderNotMe({ state, actions }: PageView<NotMeState>): DrawnView {
  const { title, words } = state.step === "said" ? describeSaid(state) : describeAsk(state);
  const heading = element("h1", {}, title);
  const card = element(
    "section",
    { class: "card notice" },
    icon(icons.person, "emblem"),
    heading,
    ...words.map((text) => element("p", {}, text)),
    element("div", { class: "actions" }, ...renderActions(state, actions)),
  );
  return { title, heading, card };
}

function renderActions(state: NotMeState, actions: PageView["actions"]): readonly HTMLElement[] {
  const { grant, step } = state;
  switch (step) {
    case "ask":
      return [
        element(
          "button",
          { class: "primary", type: "button", on: { click: () => actions.notMe(grant, "end") } },
          "It was not me: end every access",
        ),
        element("button", { type: "button", on: { click: () => actions.retry() } }, "Go back"),
      ];
    case "sending":
      return [
        element(
          "button",
          { class: "primary", type: "button", "aria-disabled": "true", "aria-busy": "true" },
          element("span", { role: "status" }, "Telling Latchkey…"),
        ),
      ];
    case "said":
      return [
        element("a", { class: "button", href: grant.resource.url, rel: "noreferrer" }, `See ${grant.resource.name}`),
      ];
  }
}

function describeAsk({ grant }: NotMeState): { title: string; words: readonly string[] } {
  return {
    title: "Was it somebody else?",
    words: [
      `Every access to ${grant.resource.name} then ends at once, with all open connections, also those of programs that use it. The data stays.`,
      "A new credential is made for you, and your security team is told.",
    ],
  };
}

function describeSaid({ grant }: NotMeState): { title: string; words: readonly string[] } {
  const ending =
    grant.endedAt === null
      ? "Within a minute nobody gets in with what was opened, and its connections are closed."
      : "What was opened lets nobody in any more, and its connections are closed.";
  return {
    title: "You said that it was not you",
    words: [
      ending,
      "A new credential is made for you; you get a mail with its link. Your security team has been told.",
    ],
  };
}
