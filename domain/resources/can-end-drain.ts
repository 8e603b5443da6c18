import type { Actor } from "#domain/access/actor.ts";
import { allowed, refused, type Permission } from "#domain/access/permission.ts";
import type { GrantView } from "#domain/contracts/grant.ts";
import type { ResourceState } from "#domain/contracts/resource.ts";

interface Draining {
  readonly state: ResourceState;
  readonly team: string;
  readonly grants: readonly Pick<GrantView, "draining" | "changedElsewhereAt">[];
}

/** Tells whether the actor may end an overtaken credential before its time: a member of its team, while there is one. */
export function canEndDrain({ memberships }: Actor, { state, team, grants }: Draining): Permission {
  if (!memberships.some((membership) => membership.team === team)) {
    return refused("Only a member of its team can end its old credential.");
  }
  const draining = state === "active" ? grants.filter((grant) => grant.draining !== null) : [];
  if (draining.length === 0) return refused("It has no old credential.");
  if (draining.every(({ changedElsewhereAt }) => changedElsewhereAt !== null)) {
    return refused("Somebody else changed its secret: make a new credential instead.");
  }
  return allowed;
}
