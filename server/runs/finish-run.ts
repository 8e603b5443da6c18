import { systemActor, type AuditEvent } from "#domain/audit/audit-event.ts";
import { isReissue } from "#domain/runs/run-kinds.ts";
import type { Queryable } from "#server/adapters/db/database.ts";
import { sql } from "#server/adapters/db/sql.ts";
import { appendAudit } from "#server/audit/append-audit.ts";
import { finishEmergency, finishEmergencyUndone } from "#server/break-glass/finish-emergency.ts";
import { settleEmergencies } from "#server/break-glass/settle-emergencies.ts";
import { endLeases, finishUnleased } from "#server/leases/end-leases.ts";
import { finishLease, finishLeaseUndone } from "#server/leases/finish-lease.ts";
import type { LeaseDelivery } from "#server/leases/seal-lease.ts";
import { notify } from "#server/notifications/notify.ts";
import { adoptFacts } from "#server/runs/adopt-facts.ts";
import { completeGrant, wantFurtherAccess } from "#server/runs/complete-grant.ts";
import { finishRepaired, finishRepairUndone } from "#server/reconcile/finish-repaired.ts";
import { finishReissued, finishReissueUndone } from "#server/runs/finish-reissued.ts";
import { finishRevoked } from "#server/runs/finish-revoked.ts";
import type { LockedRun } from "#server/runs/lock-run.ts";
import type { Delivery, StepOutcome } from "#server/runs/perform-step.ts";
import type { RunServices } from "#server/runs/run-services.ts";

interface Finish {
  readonly run: LockedRun;
  readonly outcome: "built" | "undone";
  readonly performed: { readonly outcome: StepOutcome } | null;
}

/** Ends a run in the transaction that recorded its last step: ready with its grant, clean, or gone. */
export async function finishRun(tx: Queryable, services: RunServices, finish: Finish): Promise<void> {
  const { run, outcome, performed } = finish;
  if (outcome === "undone") return finishTakenBack(tx, run);
  if (run.kind === "release") return finishReleased(tx, run);
  if (run.kind === "revoke" || run.kind === "freeze") return finishRevoked(tx, services.ctx, run);
  if (run.kind === "unlease") return finishUnleased(tx, run);
  if (run.kind === "repair") return finishRepaired(tx, run);
  if (!performed?.outcome.ok || performed.outcome.delivery === null) {
    throw new Error(`Run ${run.id} reached its end without a sealed credential.`);
  }
  return finishMade(tx, run, performed.outcome.delivery);
}

function finishMade(tx: Queryable, run: LockedRun, delivery: Delivery | LeaseDelivery): Promise<void> {
  if ("leaseId" in delivery) return finishLease(tx, run, delivery);
  if (run.kind === "emergency") return finishEmergency(tx, run, delivery);
  return isReissue(run.kind) ? finishReissued(tx, run, delivery) : finishReady(tx, run, delivery);
}

function finishTakenBack(tx: Queryable, run: LockedRun): Promise<void> {
  if (run.kind === "emergency") return finishEmergencyUndone(tx, run);
  if (run.kind === "lease") return finishLeaseUndone(tx, run);
  if (run.kind === "repair") return finishRepairUndone(tx, run);
  return isReissue(run.kind) ? finishReissueUndone(tx, run) : finishUndone(tx, run);
}

async function finishReady(tx: Queryable, run: LockedRun, delivery: Delivery): Promise<void> {
  const { grant, sealed, connection } = delivery;
  const [request] = await tx.query<{ recipientId: string; name: string; askedBy: string | null }>(sql`
    WITH ended AS (UPDATE runs SET state = 'succeeded', finished_at = clock_timestamp() WHERE id = ${run.id}),
    ready AS (
      UPDATE resources SET state = 'active', blocked_reason = NULL, ready_at = clock_timestamp(),
        connection = ${JSON.stringify(connection)},
        updated_at = clock_timestamp()
      WHERE id = ${run.resourceId} RETURNING environment),
    granted AS (
      INSERT INTO grants (id, resource_id, generation, recipient_id, recipient_issuer, recipient_subject,
        classification, environment, expires_at)
      SELECT ${grant.id}, ${grant.resourceId}, ${grant.generation}, ${grant.recipientId}, ${grant.recipientIssuer},
        ${grant.recipientSubject}, ${grant.classification}, environment, ${grant.expiresAt} FROM ready),
    sealed AS (
      INSERT INTO sealed_payloads (grant_id, version, alg, key_id, wrapped_dek, iv, ciphertext, tag, ack_hash)
      VALUES (${grant.id}, ${sealed.version}, ${sealed.alg}, ${sealed.keyId}, ${sealed.wrappedDek}, ${sealed.iv},
        ${sealed.ciphertext}, ${sealed.tag}, ${sealed.ackHash}))
    UPDATE requests SET state = 'fulfilled', blocked_reason = NULL, expires_at = NULL, updated_at = clock_timestamp()
    WHERE id = ${run.requestId} RETURNING coalesce(on_behalf_of_id, requester_id) AS "recipientId", name,
      (SELECT p.name FROM principals p WHERE p.id = requester_id AND on_behalf_of_id IS NOT NULL) AS "askedBy"`);
  await adoptFacts(tx, run.resourceId, run.generation);
  await tx.query(sql`
    UPDATE resources SET expires_at = resource_ends_at(ready_at, first_claim_at, claim_window_hours, lifetime_hours,
      extended_until, facts) WHERE id = ${run.resourceId}`);
  await completeGrant(tx, run, delivery);
  await appendAudit(
    tx,
    ended(run, { state: "fulfilled", message: "Ready. The credentials wait to be revealed once.", grantId: grant.id }),
  );
  if (request) {
    const { name, askedBy } = request;
    await notify(tx, {
      dedupeKey: `request.fulfilled:${run.requestId}`,
      recipientId: request.recipientId,
      template: "request.fulfilled",
      payload: { requestId: run.requestId, grantId: grant.id, name, ...(askedBy !== null && { askedBy }) },
    });
  }
  await wantFurtherAccess(tx, run.resourceId);
}

async function finishUndone(tx: Queryable, run: LockedRun): Promise<void> {
  const withdrawn = run.errorCode === "withdrawn";
  const state = withdrawn ? "withdrawn" : "failed";
  const [request] = await tx.query<{ recipientId: string; name: string }>(sql`
    WITH ended AS (UPDATE runs SET state = ${state}, finished_at = clock_timestamp() WHERE id = ${run.id}),
    gone AS (UPDATE resources SET state = 'destroyed', blocked_reason = NULL, destroyed_at = clock_timestamp(),
      updated_at = clock_timestamp() WHERE id = ${run.resourceId})
    UPDATE requests SET state = ${state}, holding = false, blocked_reason = NULL, expires_at = NULL,
      updated_at = clock_timestamp()
    WHERE id = ${run.requestId} RETURNING coalesce(on_behalf_of_id, requester_id) AS "recipientId", name`);
  const why = withdrawn ? "Withdrawn." : `Failed: ${run.errorMessage ?? "the reason is in the steps."}`;
  await appendAudit(tx, ended(run, { state, message: `${why} Nothing was left behind.` }));
  if (request && !withdrawn) {
    await notify(tx, {
      dedupeKey: `request.failed:${run.requestId}`,
      recipientId: request.recipientId,
      template: "request.failed",
      payload: { requestId: run.requestId, name: request.name, reason: run.errorMessage ?? "" },
    });
  }
}

async function finishReleased(tx: Queryable, run: LockedRun): Promise<void> {
  await tx.query(sql`
    WITH ended AS (UPDATE runs SET state = 'succeeded', finished_at = clock_timestamp() WHERE id = ${run.id}),
    gone AS (UPDATE resources SET state = 'destroyed', blocked_reason = NULL, reissue = NULL, destroyed_at = clock_timestamp(),
      updated_at = clock_timestamp() WHERE id = ${run.resourceId}),
    revoked AS (
      UPDATE grants SET ended_at = coalesce(ended_at, clock_timestamp()),
        state = CASE WHEN state IN ('pending', 'claiming') THEN 'revoked' ELSE state END
      WHERE resource_id = ${run.resourceId}),
    dropped AS (DELETE FROM sealed_payloads WHERE grant_id IN (SELECT id FROM grants WHERE resource_id = ${run.resourceId}))
    UPDATE requests SET holding = false, updated_at = clock_timestamp() WHERE id = ${run.requestId}`);
  await appendAudit(tx, {
    stream: `resource:${run.resourceId}`,
    requestId: run.requestId,
    actor: systemActor,
    action: "resource.destroyed",
    object: `resource:${run.resourceId}`,
    message: "Destroyed: access was revoked and its absence proven on the back end.",
  });
  await endLeases(tx, run, "all");
  await settleEmergencies(tx, run);
  await finishAsked(tx, run.resourceId);
}

/** Fulfils the request by which a human agreed. */
async function finishAsked(tx: Queryable, resourceId: string): Promise<void> {
  const asked = await tx.query<{ id: string }>(sql`
    UPDATE requests SET state = 'fulfilled', blocked_reason = NULL, updated_at = clock_timestamp()
    WHERE about_resource_id = ${resourceId} AND kind = 'destroy' AND state = 'provisioning' RETURNING id`);
  for (const { id } of asked) {
    await appendAudit(tx, {
      stream: `request:${id}`,
      requestId: id,
      actor: systemActor,
      action: "request.fulfilled",
      object: `request:${id}`,
      message: "Destroyed: access was revoked and its absence proven on the back end.",
      details: { state: "fulfilled", resourceId },
    });
  }
}

function ended(
  run: LockedRun,
  { state, message, grantId }: { state: string; message: string; grantId?: string },
): AuditEvent {
  return {
    stream: `resource:${run.resourceId}`,
    requestId: run.requestId,
    actor: systemActor,
    action: `request.${state}`,
    object: `request:${run.requestId}`,
    message,
    details: { state, resourceId: run.resourceId, ...(grantId && { grantId }) },
  };
}
