import { element, icon } from "../element.ts";
import { icons } from "../icons.ts";
import type { PageState } from "../page-state.ts";
import type { DrawnView, PageView } from "../render-page.ts";

type SignInState = Extract<PageState, { kind: "sign_in" }>;

/** Draws the way to the issuer. It says nothing about the grant: nobody is known yet. */
export function renderSignIn({ state, actions }: PageView<SignInState>): DrawnView {
  const { title, words } = describe(state);
  const heading = element("h1", {}, title);
  const button = element(
    "button",
    { class: "primary", type: "button", on: { click: () => actions.signIn() } },
    "Sign in",
  );
  const card = element(
    "section",
    { class: "card notice" },
    icon(icons.lock, "emblem"),
    heading,
    element("p", {}, words),
    element("div", { class: "actions" }, button),
  );
  return { title: "Sign in", heading, card };
}

function describe({ failed, to }: SignInState): { title: string; words: string } {
  if (failed) {
    const rest = to === "devices" ? "No device has been changed." : "Nothing has been used up.";
    return { title: "That sign-in did not work", words: `It took too long, or began in another tab. ${rest}` };
  }
  if (to === "devices") {
    return {
      title: "Sign in to see your devices",
      words: "Credentials to restricted data are sealed to a device of yours. Here you say which one.",
    };
  }
  return {
    title: "Sign in to open this",
    words:
      "Somebody was granted access, and only they can open it. Signing in shows whether that is you; it uses nothing up.",
  };
}
