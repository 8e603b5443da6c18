import { auditText, type AuditEvent } from "#domain/audit/audit-event.ts";
import type { Queryable } from "#server/adapters/db/database.ts";
import { sql } from "#server/adapters/db/sql.ts";

/** Appends one event inside the caller's transaction: it exists exactly when the change it describes does. */
export async function appendAudit(tx: Queryable, event: AuditEvent): Promise<void> {
  const text = auditText(event, new Date());
  await tx.query(sql`SELECT append_audit(${event.stream}, ${event.requestId}, ${text})`);
}
