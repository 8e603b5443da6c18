import type { Actor } from "#domain/access/actor.ts";
import { allowed, refused, type Permission } from "#domain/access/permission.ts";
import type { PersonAttribute } from "#domain/contracts/decision.ts";
import type { LeaseState } from "#domain/contracts/lease.ts";
import type { ResourceState } from "#domain/contracts/resource.ts";
import type { LeaseLimits } from "#domain/leases/lease-limits.ts";

/** What decides whether a resource is leased. */
export interface LeasableResource {
  readonly state: ResourceState;
  readonly team: string;
  /** Null: no leases of such a template or class of data. */
  readonly limits: LeaseLimits | null;
  /** Whether logins of its kind can be many and short. */
  readonly isLeasable: boolean;
  /** What the identity provider must say of whoever opens its credential. */
  readonly attributes: readonly PersonAttribute[];
}

type Holder = Pick<Actor, "memberships" | "attributes">;

/** Tells whether the actor may lease: a person or a service account of its team, while it is in use. */
export function canLease(actor: Holder, resource: LeasableResource): Permission {
  const entitled = mayHold(actor, resource);
  if (!entitled.allowed || resource.state === "active") return entitled;
  return refused(resource.state === "frozen" ? "It is frozen: nobody is let in." : "It is not in use.");
}

/** The same whatever the resource's state is. */
export function mayHold(actor: Holder, { team, limits, isLeasable, attributes }: LeasableResource): Permission {
  if (!actor.memberships.some((membership) => membership.team === team)) {
    return refused("Only its team can lease it.");
  }
  if (!isLeasable) return refused("There are no leases of this kind of thing.");
  if (limits === null) return refused("There are no leases of data of this class, or of this template.");
  const missing = attributes.find((attribute) => !actor.attributes.includes(attribute));
  return missing === undefined ? allowed : refused("Its data is for people of whom more has to be known.");
}

interface TendedLease {
  readonly state: LeaseState;
  readonly principalId: string;
  readonly team: string;
}

/** Tells whether the actor may give it back: whoever asked for it, its team, the platform team and security. */
export function canReleaseLease(actor: Actor, { state, principalId, team }: TendedLease): Permission {
  const isOf = actor.principalId === principalId || actor.memberships.some((membership) => membership.team === team);
  const tends = actor.platformRoles.some((role) => role !== "auditor");
  if (!isOf && !tends) return refused("Only its team, the platform team and security can end it.");
  return isOpen(state) ? allowed : refused("It is over already.");
}

/** Tells whether the actor may make it last longer: whoever asked for it alone. */
export function canRenewLease(actor: Actor, { state, principalId }: TendedLease): Permission {
  if (actor.principalId !== principalId) return refused("Only whoever asked for it can renew it.");
  return state === "active" ? allowed : refused("It does not let anybody in now.");
}

/** Whether it lets somebody in, or will. */
function isOpen(state: LeaseState): boolean {
  return state === "waiting" || state === "active";
}
