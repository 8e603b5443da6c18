import type { DeviceView } from "#domain/contracts/device.ts";
import type { Problem } from "./call-api.ts";
import type { DeviceGrant, GrantPage, PageState, Trouble } from "./page-state.ts";
import type { SignedIn } from "./sign-in-flow.ts";

/** What the page shows for a grant, before anything is revealed here. */
export function stateOfGrant(grant: GrantPage, seen: { person: SignedIn; answerWasLost: boolean }): PageState {
  switch (grant.state) {
    case "pending":
      if (grant.refusal !== null) return { kind: "refused", grant, reason: grant.refusal };
      if (grant.resource.state === "creating") return { kind: "trouble", trouble: "not_ready" };
      return { kind: "ready", grant, mustSignInAgain: isStale(grant, seen.person) };
    case "claiming":
      return { kind: "trouble", trouble: "busy" };
    case "expired":
    case "revoked":
      return { kind: grant.state, grant };
    case "revealed":
    case "confirmed":
    case "unconfirmed":
      if (grant.notMeAt !== null) return { kind: "not_me", grant, step: "said" };
      return { kind: "used", grant, answerWasLost: seen.answerWasLost };
  }
}

/** What the page shows for a grant that waits, sealed to a device; `here`: the device that this browser is, if any. */
export function stateOfDeviceGrant(
  grant: DeviceGrant,
  { person, here }: { person: SignedIn; here: DeviceView | null },
): PageState {
  if (grant.device.removed) return { kind: "device_removed", grant };
  if (here?.id !== grant.device.id) return { kind: "other_device", grant, here };
  return { kind: "ready", grant, mustSignInAgain: isStale(grant, person) };
}

/** What the page says about a problem that may pass. */
export function troubleOf(problem: Problem): Trouble {
  if (problem.code === "kek_unavailable") return "key_service";
  if (problem.code === "wrong_state") return "not_ready";
  if (problem.status === 409) return "busy";
  return problem.status === 429 ? "limited" : "unavailable";
}

function isStale(grant: GrantPage, person: SignedIn): boolean {
  const { signInAcrValues } = grant;
  if (signInAcrValues.length > 0 && !signInAcrValues.includes(person.acr ?? "")) return true;
  if (grant.signInAgeSecondsMax === null) return false;
  return person.authTime === null || Date.now() / 1000 - person.authTime > grant.signInAgeSecondsMax;
}
