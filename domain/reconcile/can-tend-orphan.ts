import type { Actor } from "#domain/access/actor.ts";
import { allowed, refused, type Permission } from "#domain/access/permission.ts";
import type { OrphanDecision, OrphanState } from "#domain/contracts/orphan.ts";

/** Tells whether the actor may see what nobody owns: whoever holds a platform role. */
export function canSeeOrphans({ platformRoles }: Pick<Actor, "platformRoles">): Permission {
  if (platformRoles.length > 0) return allowed;
  return refused("Only platform, security, auditors and administrators see what nobody owns.");
}

interface Standing {
  readonly state: OrphanState;
  /** Whether something was asked for already. */
  readonly isWanted: boolean;
  /** Whether an alarm says that the ledger is an older one. */
  readonly isUnderAlarm: boolean;
}

/** Tells whether the actor may have an orphan blocked or deleted: a person of the platform team; deleted only once blocked. */
export function canTendOrphan(actor: Actor, action: OrphanDecision["action"], orphan: Standing): Permission {
  const isPlatform = actor.platformRoles.includes("platform") || actor.platformRoles.includes("admin");
  if (!isPlatform || actor.kind !== "user") return refused("Only a person of the platform team decides about orphans.");
  if (orphan.state === "deleted" || orphan.state === "gone") return refused("It is gone.");
  if (orphan.isUnderAlarm)
    return refused("An alarm says that the ledger is an older one: what it does not know may be in use.");
  if (orphan.isWanted) return refused("That was asked for already, and is being done.");
  if (action === "quarantine" && orphan.state === "quarantined") return refused("Nobody gets in any more already.");
  if (action === "delete" && orphan.state !== "quarantined") return refused("Block the access to it first.");
  return allowed;
}
