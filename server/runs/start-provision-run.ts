import { systemActor } from "#domain/audit/audit-event.ts";
import { resourceParameters } from "#domain/catalog/resource-parameters.ts";
import type { Decision } from "#domain/contracts/decision.ts";
import { outageReason, pauseReason } from "#domain/health/breaker-policy.ts";
import { spellPause } from "#domain/health/spell-pause.ts";
import type { Queryable } from "#server/adapters/db/database.ts";
import { sql } from "#server/adapters/db/sql.ts";
import { appendAudit } from "#server/audit/append-audit.ts";
import { findStoredTemplate } from "#server/catalog/find-stored-template.ts";
import { readOutage } from "#server/health/read-outage.ts";
import { readPause } from "#server/health/read-pauses.ts";
import { spellOutage } from "#server/health/spell-outage.ts";
import { readDisconnectedBackends } from "#server/catalog/read-disconnected-backends.ts";
import { newId } from "#server/ids/new-id.ts";
import { lockRequest, type LockedRequest } from "#server/requests/lock-request.ts";
import { blockRequest } from "#server/runs/block-request.ts";
import { checkTwice } from "#server/runs/check-twice.ts";
import { deliverStep } from "#server/runs/perform-step.ts";
import type { RunServices } from "#server/runs/run-services.ts";

/**
 * Turns an approved request into a run with its resource row and its steps; gives the run's id, or null when there
 * is nothing to build: not approved any more, tampered with, stricter rules since, or not connected.
 *
 * Both checks before effect happen here, under the request's lock: integrity, then freshness.
 */
export async function startProvisionRun(services: RunServices, requestId: string): Promise<string | null> {
  return services.ctx.db.transaction(async (tx) => {
    const request = await lockRequest(tx, requestId);
    if (request.state !== "approved") return findRun(tx, requestId);
    if (request.kind !== "provision") return null;
    const decision = await checkTwice(tx, services, request);
    return decision && createRun(tx, services, { request, decision });
  });
}

async function findRun(tx: Queryable, requestId: string): Promise<string | null> {
  const [run] = await tx.query<{ id: string }>(sql`
    SELECT id FROM runs WHERE request_id = ${requestId} AND kind = 'provision' AND state IN ('running', 'undoing')`);
  return run?.id ?? null;
}

/** There is nothing to build, and it is said why. */
async function block(
  tx: Queryable,
  { ctx }: RunServices,
  why: { readonly request: LockedRequest; readonly reason: string; readonly message?: string },
): Promise<null> {
  await blockRequest(tx, ctx, why);
  return null;
}

function notConnected(backend: string) {
  return {
    reason: "not_connected",
    message: `The back end ${backend} is not connected at the moment. It is built as soon as it is.`,
  };
}

interface Approved {
  readonly request: LockedRequest;
  readonly decision: Decision;
}

async function createRun(
  tx: Queryable,
  services: RunServices,
  { request, decision }: Approved,
): Promise<string | null> {
  const type = services.resourceType(request.resourceType);
  const { backend } = decision.effective;
  if (type === undefined || backend === null || !services.ctx.catalog.backends.has(backend)) {
    const message = `Nothing here can build ${request.resourceType} on ${backend ?? "any back end"}. The platform team is needed.`;
    return block(tx, services, { request, reason: "no_backend", message });
  }
  if ((await readDisconnectedBackends(tx)).includes(backend))
    return block(tx, services, { request, ...notConnected(backend) });
  const outage = await readOutage(tx, backend);
  if (outage !== null) return block(tx, services, { request, reason: outageReason, message: spellOutage(outage) });
  const pause = await readPause(tx, backend);
  if (pause !== null) return block(tx, services, { request, reason: pauseReason, message: spellPause(pause) });
  const template = await findStoredTemplate(tx, request.templateVersionId);
  if (template.resourceType !== request.resourceType) return block(tx, services, { request, reason: "tampered" });
  const parameters = type.parameters.parse(resourceParameters(template, request.parameters));
  const ids = { resourceId: newId("res"), runId: newId("run") };
  const identity = { ...ids, requestId: request.id, team: request.team, environment: request.environment };
  const plan = type.plan({ ...identity, name: request.name, generation: 1 }, parameters);
  const steps = [...plan.steps, { name: deliverStep, title: "Prove the login and seal the credentials" }];
  await tx.query(sql`
    WITH made AS (
      INSERT INTO resources (id, request_id, type, team, environment, classification, name, state, backend, parameters,
        lifetime_hours, claim_window_hours, accesses)
      VALUES (${ids.resourceId}, ${request.id}, ${request.resourceType}, ${request.team}, ${request.environment},
        ${request.classification}, ${request.name}, 'creating', ${backend}, ${JSON.stringify(parameters)},
        ${Math.min(request.lifetimeHours, decision.effective.lifetimeHours)}, ${decision.effective.claimWindowHours}, ${["owner", ...(template.access ?? [])]})
      RETURNING id),
    run AS (
      INSERT INTO runs (id, kind, resource_type, state, request_id, resource_id)
      SELECT ${ids.runId}, 'provision', ${request.resourceType}, 'running', ${request.id}, id FROM made RETURNING id),
    planned AS (
      INSERT INTO steps (run_id, position, name, title)
      SELECT run.id, s.position, s.step ->> 'name', s.step ->> 'title'
      FROM run, jsonb_array_elements(${JSON.stringify(steps)}::jsonb) WITH ORDINALITY AS s(step, position))
    UPDATE requests SET state = 'provisioning', blocked_reason = NULL, updated_at = clock_timestamp() WHERE id = ${request.id}`);
  await appendAudit(tx, {
    stream: `resource:${ids.resourceId}`,
    requestId: request.id,
    actor: systemActor,
    action: "request.provisioning",
    object: `request:${request.id}`,
    message: `Building on ${backend}: ${steps.length} steps.`,
    details: { state: "provisioning", resourceId: ids.resourceId, digest: request.digest, plan: plan.summary },
  });
  return ids.runId;
}
