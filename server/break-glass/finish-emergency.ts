import { systemActor } from "#domain/audit/audit-event.ts";
import type { Queryable } from "#server/adapters/db/database.ts";
import { sql } from "#server/adapters/db/sql.ts";
import { appendAudit } from "#server/audit/append-audit.ts";
import { dropEmergency } from "#server/break-glass/drop-emergency.ts";
import { notify } from "#server/notifications/notify.ts";
import { promise } from "#server/outbox/promise.ts";
import type { LockedRun } from "#server/runs/lock-run.ts";
import type { Delivery } from "#server/runs/perform-step.ts";

/**
 * Ends an `emergency` run: its grant waits for the one person it is for, beside the owner's credential, which stays as it
 * is. What was ended while it was made waits for nobody, and is revoked next.
 */
export async function finishEmergency(
  tx: Queryable,
  run: LockedRun,
  { grant, sealed, connection }: Delivery,
): Promise<void> {
  const [made] = await tx.query<{ id: string; name: string; isOpen: boolean }>(sql`
    WITH ended AS (UPDATE runs SET state = 'succeeded', finished_at = clock_timestamp() WHERE id = ${run.id}),
    cause AS (
      SELECT e.id, r.name, r.environment, e.state = 'active' AND e.until > clock_timestamp() AND r.state = 'active' AS is_open
      FROM emergencies e JOIN resources r ON r.id = e.resource_id
      WHERE e.resource_id = ${run.resourceId} AND e.generation = ${run.generation}),
    granted AS (
      INSERT INTO grants (id, resource_id, generation, recipient_id, recipient_issuer, recipient_subject, classification,
        environment, expires_at, connection, emergency_id, state)
      SELECT ${grant.id}, ${run.resourceId}, ${grant.generation}, ${grant.recipientId}, ${grant.recipientIssuer},
        ${grant.recipientSubject}, ${grant.classification}, environment, ${grant.expiresAt},
        ${JSON.stringify(connection)}::jsonb, id, CASE WHEN is_open THEN 'pending' ELSE 'revoked' END FROM cause
      RETURNING id),
    sealed AS (
      INSERT INTO sealed_payloads (grant_id, version, alg, key_id, wrapped_dek, iv, ciphertext, tag, ack_hash)
      SELECT granted.id, ${sealed.version}, ${sealed.alg}, ${sealed.keyId}, ${sealed.wrappedDek}, ${sealed.iv},
        ${sealed.ciphertext}, ${sealed.tag}, ${sealed.ackHash} FROM granted, cause WHERE cause.is_open),
    touched AS (UPDATE resources SET blocked_reason = NULL, updated_at = clock_timestamp() WHERE id = ${run.resourceId})
    SELECT id, name, is_open AS "isOpen" FROM cause`);
  if (made === undefined) throw new Error(`Run ${run.id} is for no emergency.`);
  await appendAudit(tx, {
    stream: `resource:${run.resourceId}`,
    requestId: run.requestId,
    actor: systemActor,
    action: "emergency.credential_made",
    object: `emergency:${made.id}`,
    message: made.isOpen
      ? `Generation ${grant.generation} waits for the emergency. The owner's credential works on.`
      : `Generation ${grant.generation} was made for an emergency that has ended: nobody opens it.`,
    details: { grantId: grant.id, generation: grant.generation },
  });
  if (made.isOpen) {
    await notify(tx, {
      dedupeKey: `credential.reissued:${grant.id}`,
      recipientId: grant.recipientId,
      template: "credential.reissued",
      payload: { resourceId: run.resourceId, grantId: grant.id, name: made.name },
    });
  }
  await promise(tx, { topic: "resource.tend", key: run.resourceId, payload: { resourceId: run.resourceId } });
}

/** Ends an `emergency` run whose credential could not be made and was ended again; all else is as before. */
export async function finishEmergencyUndone(tx: Queryable, run: LockedRun): Promise<void> {
  const { resourceId, requestId, generation } = run;
  await tx.query(sql`
    WITH ended AS (UPDATE runs SET state = 'failed', finished_at = clock_timestamp() WHERE id = ${run.id})
    UPDATE resources SET blocked_reason = NULL, updated_at = clock_timestamp() WHERE id = ${resourceId}`);
  const reason = run.errorMessage ?? "Its credential could not be made.";
  await dropEmergency(tx, { resourceId, requestId, generation, reason });
  await promise(tx, { topic: "resource.tend", key: resourceId, payload: { resourceId } });
}
