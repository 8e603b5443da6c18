import type { DeviceView } from "#domain/contracts/device.ts";
import { element, icon } from "../element.ts";
import { icons } from "../icons.ts";
import type { PageState } from "../page-state.ts";
import { sayWhen } from "../page-time.ts";
import type { DrawnView, PageView } from "../render-page.ts";
import { renderPlaceLink } from "./place-link.ts";

type ElsewhereState = Extract<PageState, { kind: "other_device" | "device_removed" }>;

/** Draws a credential that this browser cannot open, because it is sealed to a device that it is not, and the way out. */
export function renderOtherDevice({ state, actions }: PageView<ElsewhereState>): DrawnView {
  const { grant } = state;
  const { title, words } = state.kind === "device_removed" ? describeRemoved(state) : describeOther(state);
  const heading = element("h1", {}, title);
  const isEnrolled = state.kind === "other_device" && state.here !== null;
  const devices = {
    to: "devices",
    words: isEnrolled ? "Your devices" : "Enrol this browser",
    className: "button",
  } as const;
  const again = element(
    "a",
    { class: "button", href: grant.resource.url, rel: "noreferrer" },
    "Issue it again in Latchkey",
    icon(icons.out),
  );
  const card = element(
    "section",
    { class: "card notice" },
    icon(icons.device, "emblem"),
    heading,
    ...words.map((text) => element("p", {}, text)),
    element("div", { class: "actions" }, renderPlaceLink(devices, actions), again),
  );
  return { title, heading, card };
}

function describeOther({ grant, here }: Extract<ElsewhereState, { kind: "other_device" }>): {
  title: string;
  words: readonly string[];
} {
  const { device, resource } = grant;
  return {
    title: `Sealed to another device: ${device.name}`,
    words: [
      `The credential of ${resource.name} opens on ${device.name} and nowhere else. Open this link there, until ${sayWhen(grant.expiresAt)}.`,
      `If ${device.name} is lost, ${sayWayOut(here)}.`,
    ],
  };
}

function sayWayOut(here: DeviceView | null): string {
  if (here === null)
    return "or was this browser before its data was cleared, enrol this browser and issue the credential again";
  if (here.chosen) return `issue the credential again: it is then sealed to ${here.name}, this browser`;
  return `choose ${here.name}, this browser, for new credentials and issue the credential again`;
}

function describeRemoved({ grant }: Extract<ElsewhereState, { kind: "device_removed" }>): {
  title: string;
  words: readonly string[];
} {
  return {
    title: `Sealed to a device that was removed: ${grant.device.name}`,
    words: [
      `The credential of ${grant.resource.name} was made while ${grant.device.name} was one of your devices. Nobody saw it, and nobody can open it now.`,
      "Enrol the browser that you want to open it in, then issue the credential again.",
    ],
  };
}
