import { systemActor } from "#domain/audit/audit-event.ts";
import type { Reissue, ResourceState } from "#domain/contracts/resource.ts";
import { nextCredentialMove, type CredentialMove, type Generation } from "#domain/resources/next-credential-move.ts";
import { revokeSteps } from "#domain/runs/revoke-steps.ts";
import type { Queryable } from "#server/adapters/db/database.ts";
import { sql } from "#server/adapters/db/sql.ts";
import { appendAudit } from "#server/audit/append-audit.ts";
import { beginEmergency } from "#server/break-glass/begin-emergency.ts";
import { settleEmergencies } from "#server/break-glass/settle-emergencies.ts";
import { findStoredTemplate } from "#server/catalog/find-stored-template.ts";
import { newId } from "#server/ids/new-id.ts";
import { clearTheWay, findActiveRun } from "#server/runs/clear-the-way.ts";
import { deliverStep } from "#server/runs/perform-step.ts";
import { readHandling } from "#server/runs/read-handling.ts";
import { readReissueRecipient } from "#server/runs/read-reissue-recipient.ts";
import { requireType, type RunServices } from "#server/runs/run-services.ts";

const restoreWindowHoursDefault = 168;

interface Tended {
  readonly id: string;
  readonly state: ResourceState;
  readonly reissue: Reissue | null;
  readonly type: string;
  readonly requestId: string;
  readonly templateVersionId: string;
  readonly team: string;
  readonly environment: string;
  readonly name: string;
  readonly parameters: unknown;
  /** The newest generation that a run or a grant ever had. */
  readonly generation: number;
  /** Emergency access that waits for its credential. */
  readonly emergencyId: string | null;
  readonly now: Date;
}

interface PlannedRun {
  readonly kind: CredentialMove["kind"];
  readonly generation: number;
  readonly steps: readonly { readonly name: string; readonly title: string }[];
  readonly message: string;
}

/**
 * Begins what a resource's credentials need next, decided from the rows under the resource's lock; gives the id of the
 * run to go on with, or null when there is nothing to do.
 */
export async function startCredentialRun(services: RunServices, resourceId: string): Promise<string | null> {
  return services.ctx.db.transaction(async (tx) => {
    const resource = await lockResource(tx, resourceId);
    if (resource === null) return null;
    const generations = await tx.query<Generation>(sql`
      SELECT g.generation, g.state, g.ended_at AS "endedAt", e.until AS "emergencyUntil" FROM grants g
      LEFT JOIN emergencies e ON e.id = g.emergency_id WHERE g.resource_id = ${resourceId} ORDER BY g.generation`);
    const move = nextCredentialMove({ ...resource, generations, emergency: resource.emergencyId !== null });
    const active = await findActiveRun(tx, resourceId);
    if (active !== null) {
      if (move?.kind !== "freeze" || active.kind === "freeze") return active.id;
      const first = await clearTheWay(tx, active);
      if (first !== null) return first;
    }
    if (move === null) {
      await settleEmergencies(tx, { resourceId, requestId: resource.requestId });
      return forgetWish(tx, resource);
    }
    const run = await planRun(tx, services, { resource, move });
    return run === null ? null : createRun(tx, resource, run);
  });
}

async function lockResource(tx: Queryable, resourceId: string): Promise<Tended | null> {
  const [row] = await tx.query<Tended>(sql`
    SELECT r.id, r.state, r.reissue, r.type, r.request_id AS "requestId", r.team, r.environment, r.name, r.parameters,
      q.template_version_id AS "templateVersionId", greatest(
        (SELECT max(generation) FROM runs WHERE resource_id = r.id),
        (SELECT max(generation) FROM grants WHERE resource_id = r.id), 0) AS generation, clock_timestamp() AS now,
      (SELECT e.id FROM emergencies e WHERE e.resource_id = r.id AND e.state = 'active' AND e.generation IS NULL
        AND e.until > clock_timestamp() ORDER BY e.activated_at LIMIT 1) AS "emergencyId"
    FROM resources r JOIN requests q ON q.id = r.request_id WHERE r.id = ${resourceId} FOR UPDATE OF r`);
  return row ?? null;
}

/** What was asked for of a state that has passed is not done later, unasked. */
async function forgetWish(tx: Queryable, { id, reissue }: Tended): Promise<null> {
  if (reissue !== null) await tx.query(sql`UPDATE resources SET reissue = NULL, reissue_by = NULL WHERE id = ${id}`);
  return null;
}

interface Tending {
  readonly resource: Tended;
  readonly move: CredentialMove;
}

async function planRun(tx: Queryable, services: RunServices, { resource, move }: Tending): Promise<PlannedRun | null> {
  switch (move.kind) {
    case "freeze":
      await setRestoreWindow(tx, resource);
      return planRevocation(move, "Freezing: every access ends, the data is kept.");
    case "revoke":
      return planRevocation(move, "Ending the access that is not in use any more.");
    case "emergency":
      return planEmergency(tx, services, resource);
    case "restore":
    case "rotate":
      return planReissue(tx, services, { resource, move });
  }
}

function planRevocation({ kind, generations }: Extract<CredentialMove, { generations: unknown }>, message: string) {
  const generation = Math.max(...generations);
  return { kind, generation, steps: revokeSteps(generations, generation), message };
}

/** Whoever it is for is looked at again, by this process's own catalog. */
async function planEmergency(tx: Queryable, services: RunServices, resource: Tended): Promise<PlannedRun | null> {
  const generation = resource.generation + 1;
  const begun = await beginEmergency(tx, services.ctx, { ...resource, generation });
  return begun ? planMaking(services, resource, "emergency") : null;
}

async function planReissue(tx: Queryable, services: RunServices, { resource, move }: Tending) {
  const recipient = await readReissueRecipient(tx, services.ctx, resource);
  return recipient === null ? refuse(tx, resource) : planMaking(services, resource, move.kind);
}

function planMaking(services: RunServices, resource: Tended, kind: CredentialMove["kind"]): PlannedRun {
  const type = requireType(services, resource.type);
  const { id: resourceId, requestId, team, environment, name } = resource;
  const generation = resource.generation + 1;
  const identity = { resourceId, requestId, team, environment, name, generation };
  const plan = type.plan(identity, type.parameters.parse(resource.parameters));
  const steps = [...plan.steps, { name: deliverStep, title: "Prove the login and seal the credentials" }];
  return { kind, generation, steps, message: `Making generation ${generation} of its credential.` };
}

/** Nobody of its team is left who could receive it: the wish ends, and who asked for it can read why. */
async function refuse(tx: Queryable, { id, requestId, name }: Tended): Promise<null> {
  await tx.query(
    sql`UPDATE resources SET reissue = NULL, reissue_by = NULL, updated_at = clock_timestamp() WHERE id = ${id}`,
  );
  await appendAudit(tx, {
    stream: `resource:${id}`,
    requestId,
    actor: systemActor,
    action: "credential.reissue_refused",
    object: `resource:${id}`,
    message: `No new credential of ${name} was made: nobody who had it or asks for it belongs to its team now.`,
  });
  return null;
}

/**
 * As the template said when it was asked for, or as the handling of its data allows by the decision that was recorded,
 * whichever is sooner; a later freeze within the window does not make it longer.
 */
async function setRestoreWindow(tx: Queryable, { id, requestId, templateVersionId }: Tended): Promise<void> {
  // Access ends even when nobody can read the template any more.
  const stored = await findStoredTemplate(tx, templateVersionId).catch(() => null);
  const handling = await readHandling(tx, requestId);
  const inTemplate = stored?.restoreWindowHours ?? restoreWindowHoursDefault;
  const hours = Math.min(inTemplate, handling?.restoreHoursMax ?? inTemplate);
  await tx.query(sql`
    UPDATE resources SET restore_until = coalesce(restore_until, clock_timestamp() + make_interval(hours => ${hours}))
    WHERE id = ${id}`);
}

async function createRun(tx: Queryable, { id, type, requestId }: Tended, run: PlannedRun): Promise<string> {
  const runId = newId("run");
  await tx.query(sql`
    WITH run AS (
      INSERT INTO runs (id, kind, resource_type, state, request_id, resource_id, generation)
      VALUES (${runId}, ${run.kind}, ${type}, 'running', ${requestId}, ${id}, ${run.generation}) RETURNING id)
    INSERT INTO steps (run_id, position, name, title)
    SELECT run.id, s.position, s.step ->> 'name', s.step ->> 'title'
    FROM run, jsonb_array_elements(${JSON.stringify(run.steps)}::jsonb) WITH ORDINALITY AS s(step, position)`);
  await appendAudit(tx, {
    stream: `resource:${id}`,
    requestId,
    actor: systemActor,
    action: `resource.${run.kind}_started`,
    object: `run:${runId}`,
    message: run.message,
    details: { generation: run.generation, steps: run.steps.map(({ name }) => name) },
  });
  return runId;
}
