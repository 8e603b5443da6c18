import { element } from "./element.ts";
import type { DeviceChange, DevicesPage, DevicesStep, GrantPage, PageState } from "./page-state.ts";
import type { SignedIn, SignInOptions } from "./sign-in-flow.ts";
import { renderDevices } from "./views/render-devices.ts";
import { renderEnd } from "./views/render-end.ts";
import { renderHeader } from "./views/render-header.ts";
import { renderNotFound } from "./views/render-not-found.ts";
import { renderNotMe } from "./views/render-not-me.ts";
import { renderOpening } from "./views/render-opening.ts";
import { renderOtherDevice } from "./views/render-other-device.ts";
import { renderReady } from "./views/render-ready.ts";
import { renderRevealed } from "./views/render-revealed.ts";
import { renderSignIn } from "./views/render-sign-in.ts";
import { renderTrouble } from "./views/render-trouble.ts";

/** What a reader can do. */
export interface PageActions {
  signIn(options?: SignInOptions): void;
  reveal(grant: GrantPage): void;
  retry(): void;
  hide(grant: GrantPage): void;
  /** Says that somebody else opened it: first asks, then ends every access. */
  notMe(grant: GrantPage, step: "ask" | "end"): void;
  /** Goes to the devices, or back to the grant, and stays signed in. */
  goTo(place: "grant" | "devices"): void;
  changeDevices(devices: DevicesPage, change: DeviceChange): void;
  /** Asks whether a device is to be removed, or stops asking. */
  askDevices(devices: DevicesPage, step: Extract<DevicesStep, { kind: "asking" | "kept" }>): void;
}

/** All that a view is drawn from. */
export interface PageView<State extends PageState = PageState> {
  readonly state: State;
  readonly person: SignedIn | null;
  readonly actions: PageActions;
}

/** A drawn view: its heading is focused, unless it names another place, and its title said when it replaces another one. */
export interface DrawnView {
  readonly title: string;
  readonly heading: HTMLElement;
  readonly card: HTMLElement;
  readonly focus?: HTMLElement | null;
  /** Called before the next view takes over. */
  readonly leave?: () => void;
}

let leave: (() => void) | undefined;

/** Replaces what the page shows. */
export function renderPage(root: HTMLElement, view: PageView): void {
  leave?.();
  const drawn = draw(view);
  leave = drawn.leave;
  const isFirst = root.querySelector("header") === null;
  document.title = `${drawn.title} · Latchkey`;
  root.replaceChildren(renderHeader(view), element("main", {}, drawn.card));
  drawn.heading.tabIndex = -1;
  if (!isFirst) (drawn.focus ?? drawn.heading).focus();
}

function draw({ state, person, actions }: PageView): DrawnView {
  switch (state.kind) {
    case "opening":
      return renderOpening();
    case "sign_in":
      return renderSignIn({ state, person, actions });
    case "ready":
    case "revealing":
      return renderReady({ state, person, actions });
    case "revealed":
      return renderRevealed({ state, person, actions });
    case "hidden":
    case "used":
    case "expired":
    case "revoked":
    case "unreadable":
    case "key_gone":
    case "key_destroyed":
    case "refused":
      return renderEnd({ state, person, actions });
    case "other_device":
    case "device_removed":
      return renderOtherDevice({ state, person, actions });
    case "devices":
      return renderDevices({ state, person, actions });
    case "not_me":
      return renderNotMe({ state, person, actions });
    case "not_found":
      return renderNotFound({ state, person, actions });
    case "trouble":
      return renderTrouble({ state, person, actions });
  }
}
