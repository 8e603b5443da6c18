import type { Actor } from "#domain/access/actor.ts";
import { allowed, refused, type Permission } from "#domain/access/permission.ts";
import type { ResourceState } from "#domain/contracts/resource.ts";

interface DriftedResource {
  readonly state: ResourceState;
  readonly team: string;
  readonly owner: { readonly id: string };
  /** Whether it is being reverted already. */
  readonly isReverting: boolean;
  /** What is reported now. */
  readonly differences: readonly { readonly beyondRepair?: true | undefined }[];
}

/** Tells whether the actor may have it brought back to what was granted: its owner, its team, or the platform team. */
export function canRevert(actor: Actor, resource: DriftedResource): Permission {
  const isMember = actor.memberships.some(({ team }) => team === resource.team);
  if (actor.principalId !== resource.owner.id && !isMember && !isPlatform(actor)) {
    return refused("Only the owning team or the platform team can revert it.");
  }
  const standing = standingOf(resource);
  if (!standing.allowed) return standing;
  if (resource.differences.every(({ beyondRepair }) => beyondRepair === true)) {
    return refused("Nothing of it can be reverted by machine: it is data, a login, or the whole back end's.");
  }
  return allowed;
}

/** Tells whether the actor may accept it as it is: the platform team, since that can be more than was granted. */
export function canAdopt(actor: Actor, resource: DriftedResource): Permission {
  if (!isPlatform(actor) || actor.kind !== "user") return refused("Only a person of the platform team can adopt it.");
  return standingOf(resource);
}

function standingOf({ state, isReverting, differences }: DriftedResource): Permission {
  if (state !== "active" && state !== "frozen") return refused("It is on its way: there is nothing to compare.");
  if (differences.length === 0) return refused("It is as it was granted.");
  if (isReverting) return refused("It is being reverted already.");
  return allowed;
}

function isPlatform({ platformRoles }: Actor): boolean {
  return platformRoles.includes("platform") || platformRoles.includes("admin");
}
