import type { Actor, PlatformRole } from "#domain/access/actor.ts";
import { allowed, refused, type Permission } from "#domain/access/permission.ts";

const senders: readonly PlatformRole[] = ["platform", "admin"];

/** Tells whether the actor may see what became of messages: whoever holds a platform role. */
export function canSeeDeliveries({ platformRoles }: Pick<Actor, "platformRoles">): Permission {
  if (platformRoles.length > 0) return allowed;
  return refused("Only platform, security, auditors and administrators see what became of messages.");
}

/** Tells whether the actor may have a failed message sent again: platform and administrators. */
export function canResend({ platformRoles }: Pick<Actor, "platformRoles">): Permission {
  if (platformRoles.some((role) => senders.includes(role))) return allowed;
  return refused("Only platform and administrators send a message again.");
}
