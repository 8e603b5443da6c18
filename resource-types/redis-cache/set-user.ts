import type { Secret } from "#domain/credentials/secret.ts";
import { aclRules } from "./acl-rules.ts";
import type { AdminSession } from "./admin/with-admin-session.ts";
import type { RedisContext } from "./call.ts";
import type { Command } from "./connect.ts";
import type { ExternalNames } from "./external-names.ts";
import { passwordRule } from "./password-rule.ts";

/**
 * Gives the user of this generation exactly its rules, in one atomic command that also makes it: with a password it is
 * switched on, without one it is off. Connections that it had are ended.
 */
export async function setUser(
  ctx: RedisContext,
  session: AdminSession,
  { names, password }: { readonly names: ExternalNames; readonly password: Secret | null },
): Promise<void> {
  const login = password === null ? ["off"] : ["on", passwordRule(password)];
  const rules = aclRules(names, ctx.parameters, session.facts);
  const commands: Command[] = [
    ["ACL", "SETUSER", names.username, "reset", ...login, ...rules],
    ["CLIENT", "KILL", "USER", names.username],
  ];
  await ctx.assertFence();
  await session.transact(commands);
}
