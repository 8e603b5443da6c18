import type { Actor } from "#domain/access/actor.ts";
import { allowed, refused, type Permission } from "#domain/access/permission.ts";
import { isNamed, isSame } from "#domain/break-glass/can-break-glass.ts";
import type { Catalog } from "#domain/catalog/catalog.ts";
import type { EmergencyState } from "#domain/contracts/break-glass.ts";

type Person = Pick<Actor, "principalId" | "email">;

/** What matters of one use to who may end or review it. */
export interface TendedEmergency {
  readonly state: EmergencyState;
  readonly by: Person;
  readonly second: Person | null;
  readonly ownerId: string;
  /** Ids of who was passed over. */
  readonly reviewers: readonly string[];
  readonly isReviewed: boolean;
}

type Tending = Pick<Actor, "principalId" | "kind" | "email" | "channel" | "platformRoles">;

/** Tells whether somebody may end it before its time: ending harms nobody, so whoever is concerned may. */
export function canEndEmergency(
  actor: Tending,
  { state, by, ownerId, reviewers, catalog }: TendedEmergency & { catalog: Pick<Catalog, "breakGlass"> },
): Permission {
  const isConcerned =
    actor.kind === "user" &&
    (isSame(actor, by) ||
      actor.principalId === ownerId ||
      reviewers.includes(actor.principalId) ||
      actor.platformRoles.some((role) => role !== "auditor") ||
      isNamed(actor, catalog));
  if (!isConcerned)
    return refused("Only who is concerned can end it: its user, the owner, reviewers, and the platform's roles.");
  if (state === "waiting" || state === "active") return allowed;
  return refused("It has ended already.");
}

/** Tells whether somebody may say whether it was justified: one of those passed over, never who had a part in it. */
export function canReviewEmergency(
  actor: Pick<Tending, "principalId" | "kind" | "email" | "channel">,
  { state, by, second, reviewers, isReviewed }: Omit<TendedEmergency, "ownerId">,
): Permission {
  if (actor.kind !== "user" || actor.channel === "chat") return refused("People review it, in the portal.");
  if (isSame(actor, by) || (second !== null && isSame(actor, second))) {
    return refused("You had a part in it: somebody else reviews it.");
  }
  if (!reviewers.includes(actor.principalId)) return refused("Only those who were passed over review it.");
  if (state === "waiting" || state === "lapsed") return refused("It was never active: there is nothing to review.");
  return isReviewed ? refused("It has been reviewed already.") : allowed;
}
