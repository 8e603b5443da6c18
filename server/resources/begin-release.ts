import type { AuditActor } from "#domain/audit/audit-event.ts";
import type { Queryable } from "#server/adapters/db/database.ts";
import { sql } from "#server/adapters/db/sql.ts";
import { appendAudit } from "#server/audit/append-audit.ts";
import { promise } from "#server/outbox/promise.ts";
import { closeAbout } from "#server/requests/close-about.ts";

interface Released {
  readonly id: string;
  /** The request that it was made by. */
  readonly requestId: string;
  readonly name: string;
  readonly actor: AuditActor;
  /** The request that asked for it, where a human had to agree. */
  readonly by?: string;
  readonly message?: string;
}

/**
 * Begins the end of a resource that the caller has locked and may end: access is revoked, then it is destroyed. What
 * waits about it is taken back, but for the request that asked.
 */
export async function beginRelease(
  tx: Queryable,
  { id, requestId, name, actor, by, message }: Released,
): Promise<void> {
  await tx.query(sql`
    UPDATE resources SET state = 'destroying', blocked_reason = NULL, updated_at = clock_timestamp() WHERE id = ${id}`);
  await closeAbout(tx, { resourceId: id, except: by ?? "", why: `${name} is being destroyed.` });
  await appendAudit(tx, {
    stream: `resource:${id}`,
    requestId,
    actor,
    action: "resource.release_started",
    object: `resource:${id}`,
    message: message ?? `Release of ${name} started: access is revoked, then it is destroyed.`,
    ...(by !== undefined && { details: { approvedBy: `request:${by}` } }),
  });
  await promise(tx, { topic: "release.start", key: id, payload: { resourceId: id } });
}
