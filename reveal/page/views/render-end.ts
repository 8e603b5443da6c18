import { element, icon } from "../element.ts";
import { icons } from "../icons.ts";
import { isDeviceGrant, type GrantPage, type PageState } from "../page-state.ts";
import { sayWhen } from "../page-time.ts";
import type { DrawnView, PageView } from "../render-page.ts";
import { renderPlaceLink } from "./place-link.ts";

type EndState = Extract<
  PageState,
  { kind: "hidden" | "used" | "expired" | "revoked" | "key_destroyed" | "key_gone" | "unreadable" | "refused" }
>;

/** Draws a grant that shows nothing any more, and why. */
export function renderEnd({ state, actions }: PageView<EndState>): DrawnView {
  const { title, words } = describe(state);
  const { grant } = state;
  const heading = element("h1", {}, title);
  const link = element(
    "a",
    { class: "button", href: grant.resource.url, rel: "noreferrer" },
    neverArrived(state) ? "It never arrived: make a new credential" : `See ${grant.resource.name} in Latchkey`,
    icon(icons.out),
  );
  const card = element(
    "section",
    { class: "card notice" },
    icon(state.kind === "hidden" || state.kind === "used" ? icons.check : icons.lock, "emblem"),
    heading,
    ...words.map((text) => element("p", {}, text)),
    element("div", { class: "actions" }, renderEnrolLink(state, actions), link, renderNotMeButton(state, actions)),
  );
  return { title, heading, card };
}

function renderEnrolLink({ kind }: EndState, actions: PageView["actions"]): HTMLElement | null {
  if (kind !== "key_gone") return null;
  return renderPlaceLink({ to: "devices", words: "Enrol this browser", className: "button" }, actions);
}

/** Offered as long as there is something to end: what ended already lets nobody in. */
function renderNotMeButton(state: EndState, actions: PageView["actions"]): HTMLElement | null {
  if (state.kind !== "used" || state.grant.endedAt !== null) return null;
  const ask = () => actions.notMe(state.grant, "ask");
  return element("button", { type: "button", on: { click: ask } }, "That was not me");
}

function neverArrived(state: EndState): boolean {
  return state.kind === "used" && (state.answerWasLost || state.grant.state === "unconfirmed");
}

function describe(state: EndState): { title: string; words: readonly string[] } {
  const { grant } = state;
  switch (state.kind) {
    case "hidden":
      return {
        title: "This was shown once",
        words: [`The credential of ${grant.resource.name} is gone from this page, and no server can show it again.`],
      };
    case "used":
      return { title: "This was shown once", words: describeUsed(grant, state.answerWasLost) };
    case "expired":
      return {
        title: "The time to open this has passed",
        words: [
          `The credential of ${grant.resource.name} could be opened until ${sayWhen(grant.expiresAt)}. Nobody saw it.`,
        ],
      };
    case "revoked":
      return {
        title: "This was withdrawn",
        words: [`The credential of ${grant.resource.name} was ended before it was opened. Nobody saw it.`],
      };
    case "key_destroyed":
      return {
        title: "This cannot be opened any more",
        words: [
          `The key that sealed the credential of ${grant.resource.name} was destroyed. Nobody saw the credential, and nobody can.`,
          "Make a new one from its page in Latchkey.",
        ],
      };
    case "refused":
      return {
        title: "This is not for you any more",
        words: [state.reason, `The credential of ${grant.resource.name} stays closed. Nothing has been used up.`],
      };
    case "key_gone":
      return {
        title: "The key is not in this browser any more",
        words: [
          `The credential of ${grant.resource.name} is sealed to ${state.grant.device.name}, whose key this browser kept until a moment ago. Nobody saw the credential, and without that key nobody can.`,
          "Enrol this browser anew, then make a new credential from its page in Latchkey.",
        ],
      };
    case "unreadable":
      return { title: "The answer could not be opened", words: describeUnreadable(grant) };
  }
}

function describeUnreadable(grant: GrantPage): readonly string[] {
  const report = "Please report this: it should not happen.";
  if (isDeviceGrant(grant)) {
    return [
      `What arrived does not open with the key of ${grant.device.name}: it was sealed to another key, made for something else than this page says, or changed on its way. The credential is used up: nobody can read it now.`,
      `${report} Then make a new credential.`,
    ];
  }
  return [
    "What arrived was not sealed to this browser's key, or was changed on its way. The credential is used up: nobody can read it now.",
    report,
  ];
}

function describeUsed(grant: GrantPage, answerWasLost: boolean): readonly string[] {
  const name = grant.resource.name;
  const when = grant.revealedAt === null ? "" : `, ${sayWhen(grant.revealedAt)}`;
  if (answerWasLost) {
    return [
      `The connection dropped while the credential of ${name} was on its way to this page${when}. It is used up: what was sent can be opened by this page's key alone, and it never arrived.`,
    ];
  }
  if (grant.state === "unconfirmed") {
    return [
      `The credential of ${name} was sent to a page of yours${when}, and nothing says that it arrived. It cannot be shown again.`,
      "If it never arrived, make a new one: the old one works until you have opened the new one. If that was not you, say so.",
    ];
  }
  return [
    `You opened the credential of ${name}${when}. It cannot be shown again.`,
    "If that was not you, say so: every access ends at once, and your security team is told.",
  ];
}
