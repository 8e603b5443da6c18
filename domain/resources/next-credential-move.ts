import type { GrantState } from "#domain/contracts/grant.ts";
import type { Reissue, ResourceState } from "#domain/contracts/resource.ts";
import { emptyLooksMax } from "#domain/credentials/drain.ts";
import type { Access } from "#domain/provisioning/resource-type.ts";

type Moment = Date | string | null;

/** One generation of a resource's credential, by its grant. */
export interface Generation {
  readonly generation: number;
  readonly state: GrantState;
  /** What it is good for; absent: `owner`. Only a newer one for the same overtakes it. */
  readonly access?: Access;
  /** When the back end proved that it lets nobody in any more. */
  readonly endedAt: Moment;
  /** When the emergency access that it is for ends, or ended; null or absent: an ordinary credential. */
  readonly emergencyUntil?: Moment;
  /** Until when it may be used after a newer one was confirmed; null or absent: its time has not begun. */
  readonly drainUntil?: Moment;
  /** How many looks in a row found nobody who uses it. */
  readonly emptyLooks?: number;
  /** Since when the back end has kept another secret than was delivered. */
  readonly changedAt?: Moment;
}

/** Logins of a resource's leases, by generation. */
export interface HeldLeases {
  /** What lets somebody in, or may. */
  readonly live: readonly number[];
  /** Of these, what is over. */
  readonly over: readonly number[];
  /** Whether one was asked for whose login is not begun. */
  readonly waiting: boolean;
}

interface HeldCredentials {
  readonly state: ResourceState;
  /** What was asked for and is not done yet. */
  readonly reissue: Reissue | null;
  /** What a rotation that was asked for is to be good for; absent: `owner`. */
  readonly reissueAccess?: Access;
  readonly generations: readonly Generation[];
  /** Whether emergency access was given whose credential is not made yet. */
  readonly emergency: boolean;
  /** Absent: none. */
  readonly leases?: HeldLeases;
  /** By the database's clock. */
  readonly now: Date;
}

/** A run to begin: which generations it ends, or that it makes the next one. */
export type CredentialMove =
  | { readonly kind: "freeze" | "revoke" | "unlease"; readonly generations: readonly number[] }
  | { readonly kind: "rotate"; readonly access: Access }
  | { readonly kind: "restore" | "emergency" | "lease" };

/** A run ends so many leases at most, so that nothing else waits long for its turn. */
const unleasedMax = 50;

const noLeases: HeldLeases = { live: [], over: [], waiting: false };

/**
 * Decides what has to happen to a resource's credentials now; null: nothing.
 *
 * What is frozen lets nobody in: every live generation ends first, a new one is made only then. Of what is active ends
 * what nobody opened in time, and what a newer generation for the same has overtaken: never before that one is
 * confirmed, and then as soon as nobody uses the old one or its time is over. Whose secret somebody else changed is left
 * alone, and nothing takes its place, until a person says so. A credential for an emergency overtakes nothing and is
 * overtaken by nothing; it ends with its time. Who waits for one comes first. Leases stand beside all of it: theirs end
 * before anything new is made, and new ones are made last, so that no rotation waits behind a stream of them.
 */
export function nextCredentialMove(held: HeldCredentials): CredentialMove | null {
  const { state, reissue, reissueAccess = "owner", generations, leases = noLeases } = held;
  const live = generations.filter(({ endedAt }) => endedAt === null);
  switch (state) {
    case "frozen":
      if (live.length + leases.live.length > 0) {
        return { kind: "freeze", generations: [...live.map(({ generation }) => generation), ...leases.live] };
      }
      return reissue === "restore" ? { kind: "restore" } : null;
    case "active": {
      if (held.emergency) return { kind: "emergency" };
      const over = live.filter((candidate) => isOver(candidate, held));
      if (over.length > 0) return { kind: "revoke", generations: over.map(({ generation }) => generation) };
      if (leases.over.length > 0) return { kind: "unlease", generations: leases.over.slice(0, unleasedMax) };
      const isChanged = live.some((one) => accessOf(one) === reissueAccess && isChangedElsewhere(one));
      if (reissue === "rotate" && !isChanged) return { kind: "rotate", access: reissueAccess };
      return leases.waiting ? { kind: "lease" } : null;
    }
    case "creating":
    case "destroying":
    case "destroyed":
      return null;
  }
}

/** Tells whether a newer generation for the same has been confirmed; what an emergency needs is apart from that. */
export function isOvertaken(one: Generation, generations: readonly Generation[]): boolean {
  if ((one.emergencyUntil ?? null) !== null) return false;
  return generations.some(
    (other) =>
      other.generation > one.generation &&
      other.state === "confirmed" &&
      accessOf(other) === accessOf(one) &&
      (other.emergencyUntil ?? null) === null,
  );
}

function isOver(one: Generation, { generations, now }: HeldCredentials): boolean {
  const { state, emergencyUntil = null, drainUntil = null, emptyLooks = 0 } = one;
  if (state === "expired" || state === "revoked") return true;
  if (emergencyUntil !== null) return new Date(emergencyUntil) <= now;
  if (drainUntil === null || isChangedElsewhere(one) || !isOvertaken(one, generations)) return false;
  return emptyLooks >= emptyLooksMax || new Date(drainUntil) <= now;
}

function isChangedElsewhere({ changedAt = null, emergencyUntil = null }: Generation): boolean {
  return changedAt !== null && emergencyUntil === null;
}

function accessOf({ access = "owner" }: Generation): Access {
  return access;
}
