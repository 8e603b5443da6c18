import type { DeviceFailure } from "../page-state.ts";

/** Says why a change of the devices was not made, and what helps. */
export function describeFailure(why: DeviceFailure, devices: number): string {
  switch (why) {
    case "limit":
      return `You have ${devices} devices, and that is the most. Remove one that you do not use, then enrol this browser.`;
    case "name":
      return "Give it a name of 1 to 60 characters, on one line.";
    case "offline":
      return "Latchkey did not answer. Check your network, then try again.";
    case "no_storage":
      return "This browser would not keep the key, so nothing was enrolled. Private windows and some settings forbid it.";
    case "sign_in":
      return "Nothing was changed: it needs a sign-in of the last five minutes, and yours does not say that it is one. Sign out at your identity provider, then try again.";
    case "unavailable":
      return "A part of Latchkey is not available. Nothing was changed: try again in a moment.";
  }
}
