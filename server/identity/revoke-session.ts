import { sql } from "#server/adapters/db/sql.ts";
import { appendAudit } from "#server/audit/append-audit.ts";
import type { ServerContext } from "#server/context.ts";
import { hashSessionToken } from "#server/identity/session-token.ts";

const messages = {
  signed_out: "signed out.",
  replaced: "signed in again; the session before it was ended.",
  idle: "was signed out after a time without use.",
} as const;

type EndReason = keyof typeof messages;

/**
 * Ends the session of a token: from the moment this returns it opens nothing. Idempotent.
 *
 * @returns whether a session was ended now
 */
export async function revokeSession(
  ctx: Pick<ServerContext, "db">,
  token: string,
  reason: Exclude<EndReason, "idle"> | { readonly idleMinutes: number },
): Promise<boolean> {
  const idleMinutes = typeof reason === "object" ? reason.idleMinutes : null;
  const named: EndReason = typeof reason === "object" ? "idle" : reason;
  const hash = hashSessionToken(token);
  if (hash === null) return false;
  return ctx.db.transaction(async (tx) => {
    const [principal] = await tx.query<{ id: string; name: string }>(sql`
      SELECT p.id, p.name FROM sessions s JOIN principals p ON p.id = s.principal_id
      WHERE s.token_hash = ${hash} FOR NO KEY UPDATE OF p`);
    const ended = await tx.query(sql`
      UPDATE sessions SET revoked_at = now(), idle_minutes = ${idleMinutes}::int
      WHERE token_hash = ${hash} AND revoked_at IS NULL RETURNING principal_id`);
    if (principal === undefined || ended.length === 0) return false;
    const { id, name } = principal;
    await appendAudit(tx, {
      stream: `principal:${id}`,
      requestId: null,
      actor: { id, name, channel: "web" },
      action: "session.revoked",
      object: `principal:${id}`,
      message: `${name} ${messages[named]}`,
      details: { reason: named, ...(idleMinutes !== null && { idleMinutes }) },
    });
    return true;
  });
}
