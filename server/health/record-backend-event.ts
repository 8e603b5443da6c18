import { systemActor, type AuditActor } from "#domain/audit/audit-event.ts";
import type { Queryable } from "#server/adapters/db/database.ts";
import { appendAudit } from "#server/audit/append-audit.ts";

interface BackendEvent {
  readonly backend: string;
  /** `backend.verb_past` */
  readonly action: string;
  readonly message: string;
  /** Latchkey itself unless given. */
  readonly actor?: AuditActor;
}

/** Appends what happened to a back end as a whole to its history; the caller holds its row. */
export async function recordBackendEvent(tx: Queryable, event: BackendEvent): Promise<void> {
  const { backend, action, message, actor = systemActor } = event;
  const object = `backend:${backend}`;
  await appendAudit(tx, { stream: object, requestId: null, actor, action, object, message });
}
