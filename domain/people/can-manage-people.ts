import type { Actor, PlatformRole } from "#domain/access/actor.ts";
import { allowed, refused, type Permission } from "#domain/access/permission.ts";
import { isSame } from "#domain/break-glass/can-break-glass.ts";

const readers: readonly PlatformRole[] = ["admin", "security", "auditor"];
const managers: readonly PlatformRole[] = ["admin", "security"];

/** Tells whether the actor may see who is known here: administrators, security and auditors. */
export function canSeePeople({ platformRoles }: Pick<Actor, "platformRoles">): Permission {
  if (platformRoles.some((role) => readers.includes(role))) return allowed;
  return refused("Only administrators, security and auditors see who is known here.");
}

interface KnownPerson {
  readonly principalId: string;
  readonly email: string | null;
  readonly isDeactivated: boolean;
  /** Whether they are an administrator and no other one could sign in. */
  readonly isLastAdmin: boolean;
}

/** Tells whether the actor may deactivate somebody: an administrator or security, never themselves, never the last admin. */
export function canDeactivate(actor: Actor, person: KnownPerson): Permission {
  const manager = canManage(actor);
  if (!manager.allowed) return manager;
  if (isSame(actor, person)) return refused("Nobody deactivates themselves: ask another administrator.");
  if (person.isDeactivated) return refused("They are deactivated already.");
  if (person.isLastAdmin) return refused("They are the last administrator who can sign in. Name another one first.");
  return allowed;
}

/** Tells whether the actor may let somebody sign in again. */
export function canReactivate(
  actor: Actor,
  person: Pick<KnownPerson, "principalId" | "email" | "isDeactivated">,
): Permission {
  const manager = canManage(actor);
  if (!manager.allowed) return manager;
  if (isSame(actor, person)) return refused("Nobody reactivates themselves: ask another administrator.");
  return person.isDeactivated ? allowed : refused("They are not deactivated.");
}

function canManage({ kind, channel, platformRoles }: Actor): Permission {
  if (kind !== "user" || channel === "chat") return refused("People do this, in the portal or by its API.");
  if (platformRoles.some((role) => managers.includes(role))) return allowed;
  return refused("Only administrators and security deactivate people.");
}
