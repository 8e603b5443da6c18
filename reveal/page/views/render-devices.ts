import { element, icon } from "../element.ts";
import { icons } from "../icons.ts";
import type { DeviceChange, DevicesStep, PageState } from "../page-state.ts";
import type { DrawnView, PageView } from "../render-page.ts";
import { describeFailure } from "./describe-failure.ts";
import { renderPlaceLink } from "./place-link.ts";
import { renderDevice } from "./render-device.ts";
import { renderThisBrowser } from "./render-this-browser.ts";

/** The devices page's state. */
export type DevicesState = Extract<PageState, { kind: "devices" }>;

/** Draws what a device is for, what this browser is, and the devices of who is signed in. */
export function renderDevices(view: PageView<DevicesState>): DrawnView {
  const { state, actions } = view;
  const heading = element("h1", {}, "Your devices");
  const what =
    "A credential to restricted data is sealed to one of your devices the moment it is made, and only that device can open it. The key to it is made in the device's browser and never leaves it, so that no server can open what is sealed to it.";
  const head = element("div", { class: "head" }, heading, element("p", { class: "where" }, what));
  const said = renderSaid(state);
  const rows = state.devices.map((device) => renderDevice(view, device));
  const back =
    state.grantId === null || state.grantId === ""
      ? null
      : renderPlaceLink(
          { to: { grantId: state.grantId }, words: "Back to the credential", className: "button" },
          actions,
        );
  const card = element(
    "section",
    { class: "card devices" },
    head,
    said,
    renderThisBrowser(view),
    back === null ? null : element("div", { class: "actions" }, back),
    element(
      "div",
      { class: "list" },
      element("h2", {}, "Enrolled devices"),
      rows.length === 0 ? renderEmpty() : element("ul", {}, ...rows),
    ),
  );
  return { title: "Devices", heading, card, focus: focusOf(state.step, card, said) };
}

function renderEmpty(): HTMLElement {
  const words = "None yet. Until there is one, credentials to restricted data cannot be made for you.";
  return element("p", { class: "empty" }, icon(icons.device), words);
}

/** What came of the last change; what is wrong with a name stands beside the name. */
function renderSaid({ step, devices }: DevicesState): HTMLElement | null {
  if (step.kind === "done") {
    const words = sayDone(step.change, step.name);
    return element("div", { class: "outcome good", tabindex: "-1" }, icon(icons.check), element("p", {}, words));
  }
  if (step.kind !== "failed" || step.why === "name") return null;
  const drawing = step.why === "offline" || step.why === "unavailable" ? icons.cloudOff : icons.lock;
  const words = describeFailure(step.why, devices.length);
  return element(
    "div",
    { class: "outcome bad", role: "alert", tabindex: "-1" },
    icon(drawing),
    element("p", {}, words),
  );
}

function focusOf(step: DevicesStep, card: HTMLElement, said: HTMLElement | null): HTMLElement | null {
  switch (step.kind) {
    case "resting":
      return null;
    case "done":
      return said;
    case "failed":
      return said ?? card.querySelector<HTMLElement>("[aria-invalid]");
    case "asking":
      return card.querySelector<HTMLElement>("[data-focus=keep]");
    case "kept":
      return card.querySelector<HTMLElement>(`[data-remove="${CSS.escape(step.id)}"]`);
    case "sending":
      return card.querySelector<HTMLElement>("[aria-busy]");
  }
}

function sayDone({ kind }: DeviceChange, name: string): string {
  if (kind === "enrol") return "This browser is enrolled.";
  return kind === "choose" ? `New credentials are now sealed to ${name}.` : `${name} is removed.`;
}
