import type { Actor } from "#domain/access/actor.ts";
import { allowed, refused, type Permission } from "#domain/access/permission.ts";
import type { ResourceState } from "#domain/contracts/resource.ts";

interface Unowned {
  readonly state: ResourceState;
  readonly team: string;
  /** Whether its owner has left and nobody has taken it over. */
  readonly isUnowned: boolean;
}

/** Tells whether the actor may become the owner of what a leaver owned: a person of its team. */
export function canTakeOver({ kind, memberships }: Actor, { state, team, isUnowned }: Unowned): Permission {
  if (kind !== "user" || !memberships.some((membership) => membership.team === team)) {
    return refused("Only a person of its team can take it over.");
  }
  if (!isUnowned) return refused("It has an owner.");
  switch (state) {
    case "active":
    case "frozen":
      return allowed;
    case "creating":
      return refused("It is still being built.");
    case "destroying":
      return refused("It is being released.");
    case "destroyed":
      return refused("It is gone.");
  }
}
