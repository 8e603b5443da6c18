import type { Actor, PlatformRole } from "#domain/access/actor.ts";
import { allowed, refused, type Permission } from "#domain/access/permission.ts";

const operators: readonly PlatformRole[] = ["platform", "admin"];

/** Tells whether the actor may see what does not go on by itself: whoever holds a platform role. */
export function canSeeOperations({ platformRoles }: Pick<Actor, "platformRoles">): Permission {
  if (platformRoles.length > 0) return allowed;
  return refused("Only platform, security, auditors and administrators see the operations.");
}

/** Tells whether the actor may have work tried again, taken back or handed over, and a back end paused: platform and administrators. */
export function canOperate({ platformRoles }: Pick<Actor, "platformRoles">): Permission {
  if (platformRoles.some((role) => operators.includes(role))) return allowed;
  return refused("Only platform and administrators move what does not go on.");
}

/** Tells whether there is anything among the operations that the actor may ever do: whoever only reads is shown no action. */
export function mayEverAct({ platformRoles }: Pick<Actor, "platformRoles">): boolean {
  return platformRoles.some((role) => role !== "auditor");
}
