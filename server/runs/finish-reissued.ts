import { systemActor } from "#domain/audit/audit-event.ts";
import type { Queryable } from "#server/adapters/db/database.ts";
import { sql } from "#server/adapters/db/sql.ts";
import { appendAudit } from "#server/audit/append-audit.ts";
import { notify } from "#server/notifications/notify.ts";
import { promise } from "#server/outbox/promise.ts";
import { completeGrant, wantFurtherAccess } from "#server/runs/complete-grant.ts";
import { adoptFacts } from "#server/runs/adopt-facts.ts";
import type { LockedRun } from "#server/runs/lock-run.ts";
import type { Delivery } from "#server/runs/perform-step.ts";

/**
 * Ends a `rotate` or `restore` run that made a new generation: its grant waits for the recipient. What was frozen is
 * active again, unless somebody said meanwhile that it must not be; a rotation leaves the old generation as it is.
 */
export async function finishReissued(tx: Queryable, run: LockedRun, delivery: Delivery): Promise<void> {
  const { grant, sealed, connection } = delivery;
  const [held] = await tx.query<{ name: string }>(sql`
    WITH ended AS (UPDATE runs SET state = 'succeeded', finished_at = clock_timestamp() WHERE id = ${run.id}),
    granted AS (
      INSERT INTO grants (id, resource_id, generation, recipient_id, recipient_issuer, recipient_subject,
        classification, environment, expires_at, connection)
      SELECT ${grant.id}, id, ${grant.generation}, ${grant.recipientId}, ${grant.recipientIssuer},
        ${grant.recipientSubject}, ${grant.classification}, environment, ${grant.expiresAt}, ${JSON.stringify(connection)}::jsonb
      FROM resources WHERE id = ${run.resourceId}),
    sealed AS (
      INSERT INTO sealed_payloads (grant_id, version, alg, key_id, wrapped_dek, iv, ciphertext, tag, ack_hash)
      VALUES (${grant.id}, ${sealed.version}, ${sealed.alg}, ${sealed.keyId}, ${sealed.wrappedDek}, ${sealed.iv},
        ${sealed.ciphertext}, ${sealed.tag}, ${sealed.ackHash}))
    UPDATE resources r SET blocked_reason = (
        SELECT 'secret_changed_elsewhere' FROM grants WHERE resource_id = r.id AND ended_at IS NULL AND changed_at IS NOT NULL LIMIT 1),
      connection = CASE WHEN ${run.kind}::text = 'restore' THEN ${JSON.stringify(connection)}::jsonb ELSE connection END,
      state = CASE WHEN state = 'frozen' AND reissue = 'restore' AND ${run.kind}::text = 'restore' THEN 'active' ELSE state END,
      frozen_at = CASE WHEN reissue = 'restore' AND ${run.kind}::text = 'restore' THEN NULL ELSE frozen_at END,
      restore_until = CASE WHEN reissue = ${run.kind}::text THEN NULL ELSE restore_until END,
      reissue_by = CASE WHEN reissue = ${run.kind}::text THEN NULL ELSE reissue_by END,
      reissue_access = CASE WHEN reissue = ${run.kind}::text THEN 'owner' ELSE reissue_access END,
      reissue = nullif(reissue, ${run.kind}::text), updated_at = clock_timestamp()
    WHERE id = ${run.resourceId} RETURNING name`);
  await completeGrant(tx, run, delivery);
  const restored = run.kind === "restore";
  if (restored) await adoptFacts(tx, run.resourceId, run.generation);
  const what =
    run.access === "owner" ? `Generation ${grant.generation}` : `Generation ${grant.generation} (${run.access})`;
  await appendAudit(tx, {
    stream: `resource:${run.resourceId}`,
    requestId: run.requestId,
    actor: systemActor,
    action: restored ? "resource.restored" : "credential.rotated",
    object: `resource:${run.resourceId}`,
    message: restored
      ? `Restored: generation ${grant.generation} waits to be revealed once.`
      : `${what} waits to be revealed once. The one before lets in until this one is confirmed.`,
    details: { grantId: grant.id, generation: grant.generation, access: run.access },
  });
  await notify(tx, {
    dedupeKey: `credential.reissued:${grant.id}`,
    recipientId: grant.recipientId,
    template: "credential.reissued",
    payload: { resourceId: run.resourceId, grantId: grant.id, name: held?.name ?? "", access: run.access },
  });
  if (restored) await wantFurtherAccess(tx, run.resourceId);
}

/** Ends a `rotate` or `restore` run whose new generation could not be made and was ended again; all else is as before. */
export async function finishReissueUndone(tx: Queryable, run: LockedRun): Promise<void> {
  const [held] = await tx.query<{ name: string; ownerId: string }>(sql`
    WITH ended AS (UPDATE runs SET state = 'failed', finished_at = clock_timestamp() WHERE id = ${run.id})
    UPDATE resources r SET reissue_access = CASE WHEN r.reissue = ${run.kind} THEN 'owner' ELSE r.reissue_access END,
      reissue = nullif(r.reissue, ${run.kind}), blocked_reason = (
      SELECT 'secret_changed_elsewhere' FROM grants WHERE resource_id = r.id AND ended_at IS NULL AND changed_at IS NOT NULL LIMIT 1), updated_at = clock_timestamp()
    FROM requests q WHERE r.id = ${run.resourceId} AND q.id = r.request_id
    RETURNING r.name, coalesce(r.reissue_by, r.owner_id, q.on_behalf_of_id, q.requester_id) AS "ownerId"`);
  const why = run.errorMessage ?? "the reason is in the steps.";
  await appendAudit(tx, {
    stream: `resource:${run.resourceId}`,
    requestId: run.requestId,
    actor: systemActor,
    action: "credential.reissue_failed",
    object: `resource:${run.resourceId}`,
    message: `No new credential was made: ${why} What was begun was ended again.`,
    details: { generation: run.generation, code: run.errorCode },
  });
  // What makes room for something stronger goes on by itself, or nobody waits for it any more.
  if (held && run.errorCode !== "overtaken" && run.errorCode !== "secret_changed_elsewhere") {
    await notify(tx, {
      dedupeKey: `reissue.failed:${run.id}`,
      recipientId: held.ownerId,
      template: "reissue.failed",
      payload: { resourceId: run.resourceId, name: held.name, reason: why },
    });
  }
  await promise(tx, { topic: "resource.tend", key: run.resourceId, payload: { resourceId: run.resourceId } });
}
