import type { Secret } from "#domain/credentials/secret.ts";
import type { AdminSession } from "./admin/with-admin-session.ts";
import type { MariadbContext, PreparedCall } from "./call.ts";
import { passwordHash } from "./password-hash.ts";
import { grantStatement } from "./rights.ts";
import { quoteAccount, quoteLiteral } from "./sql-quote.ts";

/** What the server keeps of a password, and by which plugin. */
export interface StoredPassword {
  readonly plugin: string;
  readonly hash: string;
}

/**
 * Gives the user of this generation exactly its password, limits and rights, whatever somebody gave it before, and lets
 * it in or not. Locked until all of it is there.
 *
 * A user is replaced, not altered: nothing else takes away every right that it may have been given elsewhere.
 */
export async function setUser(
  ctx: MariadbContext,
  session: AdminSession,
  { call, password, isLocked = false }: { call: PreparedCall; password: Secret | StoredPassword; isLocked?: boolean },
): Promise<void> {
  const { names } = call;
  const { plugin } = session.facts;
  const stored = "hash" in password ? password : { plugin, hash: passwordHash(plugin, password) };
  const account = quoteAccount(names.username);
  await ctx.assertFence();
  await session.rows(`CREATE OR REPLACE USER ${account} ${userOptions(ctx, call, stored)}`);
  await session.rows(grantStatement(names.database, names.username, ctx.resource.access));
  if (!isLocked) {
    await ctx.assertFence();
    await session.rows(`ALTER USER ${account} ACCOUNT UNLOCK`);
  }
}

/** What stands behind CREATE USER: password, TLS and limits; the account is locked. */
export function userOptions(ctx: MariadbContext, { settings }: PreparedCall, stored: StoredPassword): string {
  const { connectionLimit, statementTimeoutSeconds } = ctx.parameters;
  return (
    `IDENTIFIED VIA ${stored.plugin === "ed25519" ? "ed25519" : "mysql_native_password"} USING ${quoteLiteral(stored.hash)}` +
    ` REQUIRE ${settings.tls === "disable" ? "NONE" : "SSL"}` +
    ` WITH MAX_USER_CONNECTIONS ${connectionLimit} MAX_STATEMENT_TIME ${statementTimeoutSeconds}` +
    ` PASSWORD EXPIRE NEVER ACCOUNT LOCK`
  );
}
