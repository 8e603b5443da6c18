import type { Actor } from "#domain/access/actor.ts";
import { allowed, refused, type Permission } from "#domain/access/permission.ts";
import type { Reissue, ResourceState } from "#domain/contracts/resource.ts";
import type { Access } from "#domain/provisioning/resource-type.ts";
import type { Generation } from "#domain/resources/next-credential-move.ts";

interface ReissuableResource {
  readonly state: ResourceState;
  readonly team: string;
  /** What was asked for already and is not done. */
  readonly reissue: Reissue | null;
  readonly grants: readonly Generation[];
  /** What it has credentials for; absent: its owner's alone. */
  readonly accesses?: readonly Access[];
  /** What a new credential is wanted for; absent: `owner`. */
  readonly access?: Access;
}

/** Tells whether the actor may ask for a new credential beside the one in use: who belongs to the resource's team. */
export function canRotate(actor: Actor, resource: ReissuableResource): Permission {
  if (!isMember(actor, resource)) return refused("Only a member of its team can ask for a new credential.");
  if (resource.state === "frozen") return refused("It is frozen: restore it instead.");
  if (resource.state !== "active") return refused(gone[resource.state]);
  if (resource.reissue !== null) return refused("A new credential is being made already.");
  const { access = "owner", accesses = ["owner"] } = resource;
  if (!accesses.includes(access)) return refused("Its template has no read-only login.");
  const ordinary = resource.grants.filter(
    (grant) => (grant.emergencyUntil ?? null) === null && (grant.access ?? "owner") === access,
  );
  const newest = ordinary.toSorted((a, b) => b.generation - a.generation)[0];
  if (newest?.state === "pending" || newest?.state === "claiming") {
    return refused("The newest credential has not been revealed yet.");
  }
  return allowed;
}

/** Tells whether the actor may thaw a frozen resource with a new credential: a person of its team. */
export function canRestore(actor: Actor, resource: ReissuableResource): Permission {
  if (!isMember(actor, resource) || actor.kind !== "user") return refused("Only a person of its team can restore it.");
  if (resource.state === "active") return refused("It is in use: nothing has to be restored.");
  if (resource.state !== "frozen") return refused(gone[resource.state]);
  if (resource.reissue !== null) return refused("It is being restored already.");
  if (resource.grants.some(({ endedAt }) => endedAt === null)) {
    return refused("Its old access is still being ended. Try again in a moment.");
  }
  return allowed;
}

const gone = {
  creating: "It is still being built.",
  destroying: "It is being released.",
  destroyed: "It is gone.",
} as const satisfies Partial<Record<ResourceState, string>>;

function isMember({ memberships }: Actor, { team }: ReissuableResource): boolean {
  return memberships.some((membership) => membership.team === team);
}
