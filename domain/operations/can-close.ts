import type { Actor, PlatformRole } from "#domain/access/actor.ts";
import { allowed, refused, type Permission } from "#domain/access/permission.ts";
import { ownsRequest, type Parties, type Party } from "#domain/approvals/owns-request.ts";
import { isSame } from "#domain/break-glass/can-break-glass.ts";
import { closableReasons } from "#domain/operations/closable-reasons.ts";

/** What closing without proof is decided from. */
export interface ClosableRun {
  /** Why its resource does not go on; null: it does. */
  readonly blockedReason: string | null;
  readonly parties: Parties;
  /** Who took the resource over; null: nobody. */
  readonly owner: Party | null;
}

/** Somebody who wants to close. */
export type ClosingActor = Pick<Actor, "principalId" | "kind" | "email" | "channel" | "platformRoles"> & {
  readonly actsForIds?: readonly string[];
};

const closers: readonly PlatformRole[] = ["platform", "security"];

/**
 * Tells whether somebody may propose that an end which nothing proves is closed by hand: a person of platform or security,
 * at a screen of their own, whose thing it is not, while it is blocked.
 */
export function canProposeClosure(actor: ClosingActor, run: ClosableRun): Permission {
  if (actor.kind !== "user") return refused("People close what nothing proves, never a service account.");
  if (actor.channel === "chat") return refused("This is not closed in chat. Open it in the portal.");
  if (!actor.platformRoles.some((role) => closers.includes(role))) {
    return refused("Only platform and security close what nothing proves.");
  }
  const isOwner = run.owner !== null && isSame(actor, run.owner);
  if (isOwner || ownsRequest(actor, run.parties)) return refused("It is yours: two others close it.");
  if (run.blockedReason === null || !closableReasons.includes(run.blockedReason)) {
    return refused("Only what cannot be proven is closed by hand; this still goes on by itself.");
  }
  return allowed;
}

/** Tells whether somebody may be the second person: as the first, and neither they nor another account of theirs. */
export function canConfirmClosure(actor: ClosingActor, run: ClosableRun & { readonly proposedBy: Party }): Permission {
  const permission = canProposeClosure(actor, run);
  if (!permission.allowed) return permission;
  if (isSame(actor, run.proposedBy)) return refused("You proposed it: a second person confirms.");
  return allowed;
}
