import type { Actor } from "#domain/access/actor.ts";
import { allowed, refused, type Permission } from "#domain/access/permission.ts";
import { rulesPerAccountMax } from "#domain/federation/rule-limits.ts";
import { canManageServiceAccounts } from "#domain/service-accounts/can.ts";

/**
 * Tells whether the actor may make a rule for a service account: whoever manages it, whatever the environments are, while
 * it is active and has room. They may make a token by hand, which reaches as far and is bound to less.
 */
export function canCreateTrustRule(
  actor: Pick<Actor, "kind" | "memberships" | "platformRoles">,
  account: { readonly team: string; readonly state: "active" | "revoked"; readonly liveRules: number },
): Permission {
  const managed = canManageServiceAccounts(actor, account.team);
  if (!managed.allowed) return managed;
  if (account.state === "revoked") return refused("A revoked account gets no trust rule.");
  if (account.liveRules < rulesPerAccountMax) return allowed;
  return refused(`It has ${rulesPerAccountMax} live trust rules already. Revoke one first.`);
}
