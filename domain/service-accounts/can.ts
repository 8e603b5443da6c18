import type { Actor } from "#domain/access/actor.ts";
import { allowed, refused, type Permission } from "#domain/access/permission.ts";
import { tokensPerAccountMax } from "#domain/service-accounts/service-account-limits.ts";

interface OwnedAccount {
  readonly team: string;
  readonly state: "active" | "revoked";
  /** Tokens that are neither revoked nor expired. */
  readonly liveTokens: number;
}

type Manager = Pick<Actor, "kind" | "memberships" | "platformRoles">;

/** Tells whether the actor may know of a team's service accounts: its members, and every platform role. */
export function canSeeServiceAccounts(actor: Manager, team: string): boolean {
  return actor.platformRoles.length > 0 || actor.memberships.some((membership) => membership.team === team);
}

/** Tells whether the actor may make and end service accounts of a team: its leads and the platform team, people only. */
export function canManageServiceAccounts(actor: Manager, team: string): Permission {
  if (actor.kind !== "user") return refused("Only people manage service accounts.");
  const leads = actor.memberships.some((membership) => membership.lead && membership.team === team);
  const platform = actor.platformRoles.includes("platform") || actor.platformRoles.includes("admin");
  if (leads || platform) return allowed;
  return refused(`Only leads of ${team} and the platform team manage its service accounts.`);
}

/** Tells whether the actor may end the account: whoever manages it, once. */
export function canRevokeServiceAccount(actor: Manager, account: OwnedAccount): Permission {
  const managed = canManageServiceAccounts(actor, account.team);
  if (!managed.allowed) return managed;
  return account.state === "revoked" ? refused("It is revoked already.") : allowed;
}

/** Tells whether the actor may make a token for the account: whoever manages it, while it is active and has room. */
export function canCreateToken(actor: Manager, account: OwnedAccount): Permission {
  const managed = canManageServiceAccounts(actor, account.team);
  if (!managed.allowed) return managed;
  if (account.state === "revoked") return refused("A revoked account gets no token.");
  if (account.liveTokens < tokensPerAccountMax) return allowed;
  return refused(`It has ${tokensPerAccountMax} live tokens already. Revoke one first.`);
}
