import type { Actor } from "#domain/access/actor.ts";
import { allowed, refused, type Permission } from "#domain/access/permission.ts";
import type { ResourceState } from "#domain/contracts/resource.ts";

/** A resource as far as its end goes. */
export interface ExtendableResource {
  readonly state: ResourceState;
  readonly team: string;
  readonly owner: { readonly id: string };
  /** Whether its end has come, or comes within the hour. */
  readonly isOver: boolean;
  /** The request to extend it that waits already. */
  readonly isAsked: boolean;
}

/** Tells whether the actor may ask for a later end: its owner, its team, or the platform team. */
export function canExtend(actor: Actor, resource: ExtendableResource): Permission {
  const member = actor.memberships.some((membership) => membership.team === resource.team);
  const platform = actor.platformRoles.includes("platform") || actor.platformRoles.includes("admin");
  if (actor.principalId !== resource.owner.id && !member && !platform) {
    return refused("Only the owning team or the platform team can extend this resource.");
  }
  switch (resource.state) {
    case "active":
      return resource.isAsked ? refused("An extension of it waits for a decision already.") : allowed;
    case "frozen":
      return resource.isOver
        ? refused("It has expired: restore it, which gives it a new lifetime.")
        : refused("It is frozen: restore it first.");
    case "creating":
      return refused("It is still being built.");
    case "destroying":
      return refused("It is being released.");
    case "destroyed":
      return refused("It is gone.");
  }
}
