import { systemActor } from "#domain/audit/audit-event.ts";
import type { Queryable } from "#server/adapters/db/database.ts";
import { sql } from "#server/adapters/db/sql.ts";
import { closeStages } from "#server/approvals/open-stage.ts";
import { appendAudit } from "#server/audit/append-audit.ts";
import type { ServerContext } from "#server/context.ts";
import { lockRequest } from "#server/requests/lock-request.ts";

/** Withdraws what a deactivated person asked for, or a service account for them, and is not begun; what is built goes on. */
export async function withdrawOfLeaver({ db }: Pick<ServerContext, "db">, principalId: string): Promise<void> {
  const waiting = await db.query<{ id: string; name: string }>(sql`
    SELECT q.id, p.name FROM requests q JOIN principals p ON p.id = ${principalId}
    WHERE p.disabled_at IS NOT NULL AND (q.requester_id = p.id OR q.on_behalf_of_id = p.id)
      AND q.state IN ('pending_approval', 'approved') AND q.channel <> 'system' ORDER BY q.id`);
  for (const { id, name } of waiting) {
    await db.transaction((tx) => withdraw(tx, id, { principalId, name }));
  }
}

interface Leaver {
  readonly principalId: string;
  readonly name: string;
}

/** Decided under the request's lock: what a worker has begun meanwhile stays, and so does that of who came back. */
async function withdraw(tx: Queryable, id: string, { principalId, name }: Leaver): Promise<void> {
  await lockRequest(tx, id);
  const withdrawn = await tx.query(sql`
    UPDATE requests SET state = 'withdrawn', blocked_reason = NULL, holding = false, expires_at = NULL,
      updated_at = clock_timestamp()
    WHERE id = ${id} AND state IN ('pending_approval', 'approved')
      AND EXISTS (SELECT FROM principals WHERE id = ${principalId} AND disabled_at IS NOT NULL) RETURNING id`);
  if (withdrawn.length === 0) return;
  await closeStages(tx, id);
  await appendAudit(tx, {
    stream: `request:${id}`,
    requestId: id,
    actor: systemActor,
    action: "request.withdrawn",
    object: `request:${id}`,
    message: `Withdrawn: ${name} has left.`,
    details: { state: "withdrawn", reason: "requester_left" },
  });
}
