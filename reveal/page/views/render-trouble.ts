import { element, icon } from "../element.ts";
import { icons } from "../icons.ts";
import type { PageState, Trouble } from "../page-state.ts";
import type { DrawnView, PageView } from "../render-page.ts";

type TroubleState = Extract<PageState, { kind: "trouble" }>;

const sentences: Readonly<Record<Trouble, { title: string; words: string; drawing: string }>> = {
  offline: {
    title: "No connection",
    words: "Latchkey did not answer. Check your network; this page keeps its place and asks again when you do.",
    drawing: icons.cloudOff,
  },
  key_service: {
    title: "The key service is down",
    words: "The credential is safe and still closed, but nothing can open it right now. Nothing has been used up.",
    drawing: icons.key,
  },
  unavailable: {
    title: "A part of Latchkey is not available",
    words: "Nothing has been used up. Try again in a moment.",
    drawing: icons.cloudOff,
  },
  limited: {
    title: "Too many attempts",
    words: "You tried to open several things that are not yours. Wait ten minutes, then try again.",
    drawing: icons.clock,
  },
  busy: {
    title: "This is being opened right now",
    words: "Another tab or device of yours has pressed the button. If that was not you, tell your security team.",
    drawing: icons.clock,
  },
  not_known: {
    title: "Latchkey does not know you yet",
    words: "Sign in to Latchkey itself once, then come back and enrol this browser.",
    drawing: icons.person,
  },
  not_ready: {
    title: "Almost there",
    words: "The last checks are still running. The credential can be opened as soon as they have passed.",
    drawing: icons.clock,
  },
};

/** Draws what does not work now and may work in a moment. */
export function renderTrouble({ state, actions }: PageView<TroubleState>): DrawnView {
  const { title, words, drawing } = sentences[state.trouble];
  const heading = element("h1", {}, title);
  const retry = () => {
    removeEventListener("online", retry);
    actions.retry();
  };
  if (state.trouble === "offline") addEventListener("online", retry);
  const card = element(
    "section",
    { class: "card notice" },
    icon(drawing, "emblem"),
    heading,
    element("p", {}, words),
    element(
      "div",
      { class: "actions" },
      element("button", { class: "primary", type: "button", on: { click: retry } }, "Try again"),
    ),
  );
  return { title, heading, card, leave: () => removeEventListener("online", retry) };
}
