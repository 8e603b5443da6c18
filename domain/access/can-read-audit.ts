import type { Actor, PlatformRole } from "#domain/access/actor.ts";
import { allowed, refused, type Permission } from "#domain/access/permission.ts";

const readers: readonly PlatformRole[] = ["auditor", "security", "admin"];

/** Tells whether the actor may read the whole audit record: auditors, security and administrators. */
export function canReadAudit({ platformRoles }: Pick<Actor, "platformRoles">): Permission {
  if (platformRoles.some((role) => readers.includes(role))) return allowed;
  return refused("Only auditors, security and administrators read the audit record.");
}
