import type { Actor } from "#domain/access/actor.ts";
import { allowed, refused, type Permission } from "#domain/access/permission.ts";
import { rulesPerAccountMax } from "#domain/federation/rule-limits.ts";
import { canManageServiceAccounts } from "#domain/service-accounts/can.ts";

type Manager = Pick<Actor, "kind" | "memberships" | "platformRoles">;

/**
 * Tells whether the actor may make a rule for a service account: whoever manages it, whatever the environments are, while
 * it is active and has room. They may make a token by hand, which reaches as far and is bound to less.
 */
export function canCreateTrustRule(
  actor: Manager,
  account: { readonly team: string; readonly state: "active" | "revoked"; readonly liveRules: number },
): Permission {
  const managed = canManageServiceAccounts(actor, account.team);
  if (!managed.allowed) return managed;
  if (account.state === "revoked") return refused("A revoked account gets no trust rule.");
  if (account.liveRules < rulesPerAccountMax) return allowed;
  return refused(`It has ${rulesPerAccountMax} live trust rules already. Revoke one first.`);
}

/** Tells whether the actor may end a rule: whoever manages its service account, once. */
export function canRevokeTrustRule(
  actor: Manager,
  rule: { readonly team: string; readonly state: "active" | "revoked" },
): Permission {
  const managed = canManageServiceAccounts(actor, rule.team);
  if (!managed.allowed) return managed;
  return rule.state === "revoked" ? refused("It is revoked already.") : allowed;
}
