import { AppError } from "#domain/errors/app-error.ts";
import { sql } from "#server/adapters/db/sql.ts";
import { appendAudit } from "#server/audit/append-audit.ts";
import type { ServerContext } from "#server/context.ts";
import type { PrincipalClaims } from "#server/identity/principal-claims.ts";
import { hashSessionToken, newSessionToken } from "#server/identity/session-token.ts";
import { upsertPrincipal } from "#server/identity/upsert-principal.ts";

/** A session as only its browser gets to know it. */
export interface NewSession {
  readonly token: string;
  readonly expiresAt: Date;
}

/**
 * Opens a browser session for a person who has just signed in: twelve hours, never prolonged.
 *
 * Principal, session and audit event commit together; of the token only the hash is stored, of the issuer's tokens
 * nothing. A refused sign-in is an event too.
 * @throws forbidden when the principal is disabled or no person
 */
export async function createSession(ctx: Pick<ServerContext, "db">, claims: PrincipalClaims): Promise<NewSession> {
  const token = newSessionToken();
  const expiresAt = await ctx.db.transaction(async (tx) => {
    const principal = await upsertPrincipal(tx, claims, { source: "sign_in", channel: "web" });
    const { id, name } = principal;
    const event = { stream: `principal:${id}`, requestId: null, actor: { id, name, channel: "web" } };
    if (principal.disabledAt !== null || principal.kind !== "user") {
      const message = `${name} was refused at sign-in: the account is disabled.`;
      await appendAudit(tx, { ...event, action: "sign_in.refused", object: `principal:${id}`, message });
      return null;
    }
    const [row] = await tx.query<{ expiresAt: Date }>(sql`
      INSERT INTO sessions (token_hash, principal_id, auth_time, acr, expires_at)
      VALUES (${hashSessionToken(token)}, ${id}, ${claims.authTime ?? new Date(0)}, ${claims.acr}, now() + interval '12 hours')
      RETURNING expires_at AS "expiresAt"`);
    await tx.query(sql`UPDATE principals SET last_sign_in_at = now() WHERE id = ${id}`);
    const message = `${name} signed in.`;
    const details = { authTime: claims.authTime?.toISOString() ?? null, acr: claims.acr };
    await appendAudit(tx, { ...event, action: "session.created", object: `principal:${id}`, message, details });
    return row?.expiresAt ?? null;
  });
  if (expiresAt === null) throw new AppError("forbidden", "This account is disabled here. Ask an administrator.");
  return { token, expiresAt };
}
