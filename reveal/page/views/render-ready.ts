import { element, icon } from "../element.ts";
import { icons } from "../icons.ts";
import { isDeviceGrant, type GrantPage, type PageState } from "../page-state.ts";
import type { DrawnView, PageView } from "../render-page.ts";
import { renderGrantFacts, renderGrantHead } from "./render-grant.ts";

type ReadyState = Extract<PageState, { kind: "ready" | "revealing" }>;

/** Draws what will be revealed, to whom and for how long, and that it shows once, before the button. */
export function renderReady({ state, actions }: PageView<ReadyState>): DrawnView {
  const { grant } = state;
  const { head, heading } = renderGrantHead(grant, "A credential for you");
  const { strong, words } = describePromise(grant);
  const promise = element(
    "div",
    { class: "seal", id: "promise" },
    icon(isDeviceGrant(grant) ? icons.device : icons.key, "mark"),
    element("div", {}, element("p", { class: "strong" }, strong), element("p", {}, words)),
  );
  const actionsRow = element("div", { class: "actions" }, renderButton(state, actions));
  const card = element("section", { class: "card" }, head, renderGrantFacts(grant), promise, actionsRow);
  return { title: `${grant.resource.name}: reveal`, heading, card };
}

function describePromise(grant: GrantPage): { strong: string; words: string } {
  const atHand = "Have the place you will keep it in at hand.";
  if (isDeviceGrant(grant)) {
    return {
      strong: `Sealed to ${grant.device.name}, this browser. No server can open it.`,
      words: `It shows once, here, for five minutes. ${atHand}`,
    };
  }
  return {
    strong: "It shows once, here, for five minutes.",
    words: `Your browser makes a key of its own and the credential arrives sealed to it. ${atHand}`,
  };
}

function renderButton(state: ReadyState, actions: PageView["actions"]): HTMLElement {
  const { grant } = state;
  const attributes = { class: "primary", type: "button", "aria-describedby": "promise" };
  if (state.kind === "revealing") {
    const label = element("span", { role: "status" }, "Opening…");
    return element("button", { ...attributes, "aria-disabled": "true", "aria-busy": "true" }, label);
  }
  if (!state.mustSignInAgain) {
    return element("button", { ...attributes, on: { click: () => actions.reveal(grant) } }, "Reveal");
  }
  const { signInAcrValues: acrValues } = grant;
  const maxAgeSeconds = grant.signInAgeSecondsMax ?? 0;
  const again = element(
    "button",
    { ...attributes, on: { click: () => actions.signIn({ maxAgeSeconds, acrValues }) } },
    "Sign in again",
  );
  const minutes = Math.round(maxAgeSeconds / 60);
  const how = acrValues.length > 0 ? ` by ${acrValues.join(" or ")}` : "";
  const why = `This is sensitive enough that you must have signed in${how} within the last ${minutes} minutes.`;
  return element("div", { class: "stack" }, element("p", { class: "small" }, why), again);
}
