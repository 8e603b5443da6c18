import type { DeviceView } from "#domain/contracts/device.ts";
import type { OpenedCredential } from "#domain/credentials/parse-credential.ts";

/** What the server says about a grant to its recipient. */
export interface GrantPage {
  readonly id: string;
  readonly state: "pending" | "claiming" | "revealed" | "confirmed" | "unconfirmed" | "expired" | "revoked";
  readonly generation: number;
  readonly classification: string;
  readonly environment: { readonly id: string; readonly title: string };
  readonly team: { readonly id: string; readonly name: string };
  readonly resource: { readonly id: string; readonly name: string; readonly state: string; readonly url: string };
  readonly template: string;
  readonly purpose: string;
  readonly requester: { readonly name: string; readonly email: string | null };
  readonly recipient: { readonly name: string; readonly email: string | null };
  readonly lifetimeHours: number;
  readonly requestedAt: string;
  readonly expiresAt: string;
  readonly revealedAt: string | null;
  readonly notMeAt: string | null;
  /** Of emergency access, when it ends; null: an ordinary credential. */
  readonly emergencyUntil: string | null;
  /** What it is good for: everything its owner may do, or reading only. */
  readonly goodFor: "owner" | "read-only";
  readonly endedAt: string | null;
  readonly refusal: string | null;
  readonly signInAgeSecondsMax: number | null;
  readonly signInAcrValues: readonly string[];
  /** For how long a value that is shown stays on the screen before it is masked again. */
  readonly shownSeconds: number;
  /** What the credential that waits is sealed to; null: to the reveal service, or nothing waits any more. */
  readonly device: SealedTo | null;
}

/** The device that a credential is sealed to. */
export interface SealedTo {
  readonly id: string;
  readonly name: string;
  readonly removed: boolean;
}

/** A grant whose credential is sealed to a device. */
export type DeviceGrant = GrantPage & { readonly device: SealedTo };

/** Tells a grant whose credential is sealed to a device, and waits. */
export function isDeviceGrant(grant: GrantPage): grant is DeviceGrant {
  return grant.device !== null;
}

/** Tells the device that this browser is. */
export function isThisBrowser({ publicKey }: DeviceView, own: OwnKey): boolean {
  return own.kind === "kept" && own.publicKey === publicKey;
}

/** What a person does about their devices. */
export type DeviceChange =
  { readonly kind: "enrol"; readonly name: string } | { readonly kind: "choose" | "remove"; readonly id: string };

/** Why a change of the devices was not made. */
export type DeviceFailure = "limit" | "name" | "offline" | "no_storage" | "sign_in" | "unavailable";

/** What the devices page is at. */
export type DevicesStep =
  | { readonly kind: "resting" }
  | { readonly kind: "done"; readonly change: DeviceChange; readonly name: string }
  /** A removal that was not wanted after all: the focus goes back to where it came from. */
  | { readonly kind: "kept"; readonly id: string }
  | { readonly kind: "asking"; readonly id: string }
  | { readonly kind: "sending"; readonly change: DeviceChange }
  | { readonly kind: "failed"; readonly change: DeviceChange; readonly why: DeviceFailure };

/** The key that this browser keeps, base64url of the public half; `no_storage`: it cannot keep one. */
export type OwnKey = { readonly kind: "kept"; readonly publicKey: string } | { readonly kind: "none" | "no_storage" };

/** The devices of who is signed in, and which of them this browser is. */
export interface DevicesPage {
  readonly devices: readonly DeviceView[];
  readonly own: OwnKey;
  /** The grant to go back to. */
  readonly grantId: string | null;
}

/** Why something did not work that may work in a moment. Nothing has been used up. */
export type Trouble = "offline" | "key_service" | "unavailable" | "limited" | "busy" | "not_ready" | "not_known";

/** All that the page can show. */
export type PageState =
  | { readonly kind: "opening" }
  | { readonly kind: "sign_in"; readonly failed: boolean; readonly to: "grant" | "devices" }
  | { readonly kind: "ready"; readonly grant: GrantPage; readonly mustSignInAgain: boolean }
  | { readonly kind: "revealing"; readonly grant: GrantPage }
  | { readonly kind: "revealed"; readonly grant: GrantPage; readonly credential: OpenedCredential }
  | { readonly kind: "hidden"; readonly grant: GrantPage }
  | { readonly kind: "used"; readonly grant: GrantPage; readonly answerWasLost: boolean }
  | { readonly kind: "expired" | "revoked" | "key_destroyed"; readonly grant: GrantPage }
  | { readonly kind: "refused"; readonly grant: GrantPage; readonly reason: string }
  | { readonly kind: "not_me"; readonly grant: GrantPage; readonly step: "ask" | "sending" | "said" }
  | { readonly kind: "not_found"; readonly recipient: string | null }
  | { readonly kind: "unreadable"; readonly grant: GrantPage }
  | { readonly kind: "key_gone"; readonly grant: DeviceGrant }
  | { readonly kind: "device_removed"; readonly grant: DeviceGrant }
  | { readonly kind: "other_device"; readonly grant: DeviceGrant; readonly here: DeviceView | null }
  | ({ readonly kind: "devices"; readonly step: DevicesStep } & DevicesPage)
  | { readonly kind: "trouble"; readonly trouble: Trouble };
