import type { Actor } from "#domain/access/actor.ts";
import { allowed, refused, type Permission } from "#domain/access/permission.ts";
import type { ResourceState } from "#domain/contracts/resource.ts";

interface OwnedResource {
  readonly state: ResourceState;
  readonly team: string;
  readonly owner: { readonly id: string };
}

/** Tells whether the actor may give the resource back: its owner, a member of the team, or the platform team. */
export function canRelease(actor: Actor, resource: OwnedResource): Permission {
  const member = actor.memberships.some((membership) => membership.team === resource.team);
  const platform = actor.platformRoles.includes("platform") || actor.platformRoles.includes("admin");
  if (actor.principalId !== resource.owner.id && !member && !platform) {
    return refused("Only the owning team or the platform team can release this resource.");
  }
  switch (resource.state) {
    case "active":
    case "frozen":
      return allowed;
    case "creating":
      return refused("It is still being built. Withdraw the request instead.");
    case "destroying":
      return refused("It is being released already.");
    case "destroyed":
      return refused("It is gone.");
  }
}
