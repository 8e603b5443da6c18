import { systemActor } from "#domain/audit/audit-event.ts";
import { blockedDetail } from "#domain/requests/blocked-detail.ts";
import type { Queryable } from "#server/adapters/db/database.ts";
import { sql } from "#server/adapters/db/sql.ts";
import { appendAudit } from "#server/audit/append-audit.ts";
import type { RoleSources } from "#server/identity/actor-from-principal.ts";
import { findSecurity } from "#server/notifications/find-security.ts";
import { notify } from "#server/notifications/notify.ts";
import type { LockedRequest } from "#server/requests/lock-request.ts";

/** A stable reason, and a sentence for the history that says more than its words do. */
interface Block {
  readonly reason: string;
  readonly message?: string;
}

/**
 * Says why a locked request is not built: it stays visible and waits for a person. Once per reason.
 *
 * Whom it is for is told; of what was tampered with, security is told as well.
 */
export async function blockRequest(
  tx: Queryable,
  sources: RoleSources,
  { request, reason, message = blockedDetail(reason) }: Block & { readonly request: LockedRequest },
): Promise<void> {
  const changed = await tx.query(sql`
    UPDATE requests SET blocked_reason = ${reason}, updated_at = clock_timestamp()
    WHERE id = ${request.id} AND blocked_reason IS DISTINCT FROM ${reason} RETURNING id`);
  if (changed.length === 0) return;
  await appendAudit(tx, {
    stream: `request:${request.id}`,
    requestId: request.id,
    actor: systemActor,
    action: "request.blocked",
    object: `request:${request.id}`,
    message: `Blocked: ${message.charAt(0).toLowerCase()}${message.slice(1)}`,
    details: { blockedReason: reason, digest: request.digest },
  });
  const owner = request.onBehalfOfId ?? request.requesterId;
  const told = reason === "tampered" ? [owner, ...(await findSecurity(tx, sources))] : [owner];
  for (const recipientId of new Set(told)) {
    await notify(tx, {
      dedupeKey: `request.blocked:${request.id}:${request.revision}:${reason}:${recipientId}`,
      recipientId,
      template: "request.blocked",
      payload: { requestId: request.id, name: request.name, reason: message },
    });
  }
}
