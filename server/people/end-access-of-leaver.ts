import { systemActor } from "#domain/audit/audit-event.ts";
import type { Queryable } from "#server/adapters/db/database.ts";
import { sql } from "#server/adapters/db/sql.ts";
import { appendAudit } from "#server/audit/append-audit.ts";
import type { ServerContext } from "#server/context.ts";
import { promise } from "#server/outbox/promise.ts";

/**
 * Revokes what waits to be opened by a deactivated person, and ends their emergency access. What they have opened works on
 * until somebody has taken it over: a team's service runs by it.
 */
export async function endAccessOfLeaver({ db }: Pick<ServerContext, "db">, principalId: string): Promise<void> {
  const held = await db.query<{ id: string; requestId: string; leaver: string }>(sql`
    SELECT r.id, r.request_id AS "requestId", p.name AS leaver FROM resources r JOIN principals p ON p.id = ${principalId}
    WHERE p.disabled_at IS NOT NULL AND r.id IN (
      SELECT resource_id FROM grants WHERE recipient_id = p.id AND state IN ('pending', 'claiming')
      UNION SELECT resource_id FROM emergencies WHERE principal_id = p.id
        AND (state = 'waiting' OR (state = 'active' AND until > clock_timestamp()))) ORDER BY r.id`);
  for (const resource of held) await db.transaction((tx) => endAccess(tx, principalId, resource));
}

async function endAccess(
  tx: Queryable,
  principalId: string,
  { id, requestId, leaver }: { readonly id: string; readonly requestId: string; readonly leaver: string },
): Promise<void> {
  await tx.query(sql`SELECT FROM resources WHERE id = ${id} FOR UPDATE`);
  const revoked = await tx.query<{ id: string; generation: number }>(sql`
    WITH over AS (
      UPDATE grants SET state = 'revoked', claim_lease_until = NULL
      WHERE resource_id = ${id} AND recipient_id = ${principalId} AND state IN ('pending', 'claiming')
        AND EXISTS (SELECT FROM principals WHERE id = ${principalId} AND disabled_at IS NOT NULL)
      RETURNING id, generation),
    dropped AS (DELETE FROM sealed_payloads WHERE grant_id IN (SELECT id FROM over))
    SELECT id, generation FROM over`);
  for (const { id: grantId, generation } of revoked) {
    await appendAudit(tx, {
      stream: `resource:${id}`,
      requestId,
      actor: systemActor,
      action: "grant.revoked",
      object: `grant:${grantId}`,
      message: `${leaver} has left: what waited to be opened by them was dropped, and the credential itself ends now.`,
      details: { generation },
    });
  }
  await tx.query(sql`
    UPDATE emergencies SET state = 'lapsed' WHERE resource_id = ${id} AND principal_id = ${principalId} AND state = 'waiting'`);
  await tx.query(sql`
    SELECT end_emergency(id) FROM emergencies WHERE resource_id = ${id} AND principal_id = ${principalId} AND state = 'active'`);
  await promise(tx, { topic: "resource.tend", key: id, payload: { resourceId: id } });
}
