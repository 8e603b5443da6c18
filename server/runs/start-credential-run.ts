import { systemActor } from "#domain/audit/audit-event.ts";
import type { Reissue, ResourceState } from "#domain/contracts/resource.ts";
import type { Access } from "#domain/provisioning/resource-type.ts";
import { nextCredentialMove, type CredentialMove } from "#domain/resources/next-credential-move.ts";
import { revokeSteps } from "#domain/runs/revoke-steps.ts";
import { isLeasing } from "#domain/runs/run-kinds.ts";
import type { Queryable } from "#server/adapters/db/database.ts";
import { sql } from "#server/adapters/db/sql.ts";
import { appendAudit } from "#server/audit/append-audit.ts";
import { beginEmergency } from "#server/break-glass/begin-emergency.ts";
import { settleEmergencies } from "#server/break-glass/settle-emergencies.ts";
import { newId } from "#server/ids/new-id.ts";
import { beginLease } from "#server/leases/begin-lease.ts";
import { settleLeases } from "#server/leases/settle-leases.ts";
import { setRestoreWindow } from "#server/resources/set-restore-window.ts";
import { acceptChange } from "#server/runs/accept-change.ts";
import { beginDrains } from "#server/runs/begin-drains.ts";
import { clearTheWay, findActiveRun } from "#server/runs/clear-the-way.ts";
import { deliverStep } from "#server/runs/perform-step.ts";
import { readReissueRecipient } from "#server/runs/read-reissue-recipient.ts";
import { requireType, type RunServices } from "#server/runs/run-services.ts";

interface Tended {
  readonly id: string;
  readonly state: ResourceState;
  readonly reissue: Reissue | null;
  /** What a rotation that was asked for is to be good for, and whether who asked knows of a change by somebody else. */
  readonly reissueAccess: Access;
  readonly reissueAcknowledged: boolean;
  readonly type: string;
  readonly requestId: string;
  readonly templateVersionId: string;
  readonly team: string;
  readonly environment: string;
  readonly classification: string;
  readonly endsByItself: boolean;
  readonly name: string;
  readonly parameters: unknown;
  /** The newest generation that a run, a grant or a lease ever had. */
  readonly generation: number;
  /** Emergency access that waits for its credential. */
  readonly emergencyId: string | null;
  readonly now: Date;
}

interface PlannedRun {
  readonly kind: CredentialMove["kind"];
  /** What the generation is good for that it makes; absent: it makes none, or the owner's. */
  readonly access?: Access;
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
    if (resource.reissueAcknowledged) await acceptChange(tx, resource);
    const generations = await beginDrains(tx, services, resource);
    const leases = await settleLeases(tx, resource);
    const move = nextCredentialMove({ ...resource, generations, emergency: resource.emergencyId !== null, leases });
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
    SELECT r.id, r.state, r.reissue, r.reissue_access AS "reissueAccess", r.reissue_acknowledged AS "reissueAcknowledged",
      r.classification, r.facts ? 'notAfter' AS "endsByItself", r.type, r.request_id AS "requestId", r.team, r.environment, r.name, r.parameters,
      q.template_version_id AS "templateVersionId", greatest(
        (SELECT max(generation) FROM runs WHERE resource_id = r.id),
        (SELECT max(generation) FROM grants WHERE resource_id = r.id),
        (SELECT max(generation) FROM leases WHERE resource_id = r.id), 0) AS generation, clock_timestamp() AS now,
      (SELECT e.id FROM emergencies e WHERE e.resource_id = r.id AND e.state = 'active' AND e.generation IS NULL
        AND e.until > clock_timestamp() ORDER BY e.activated_at LIMIT 1) AS "emergencyId"
    FROM resources r JOIN requests q ON q.id = r.request_id WHERE r.id = ${resourceId} FOR UPDATE OF r`);
  return row ?? null;
}

/** What was asked for of a state that has passed is not done later, unasked. */
async function forgetWish(tx: Queryable, { id, reissue }: Tended): Promise<null> {
  if (reissue !== null)
    await tx.query(
      sql`UPDATE resources SET reissue = NULL, reissue_by = NULL, reissue_access = 'owner' WHERE id = ${id}`,
    );
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
    case "unlease":
      return planRevocation(move, "Ending the leases that are over.");
    case "emergency":
      return planEmergency(tx, services, resource);
    case "lease":
      await beginLease(tx, resource.id, resource.generation + 1);
      return planMaking(services, resource, { kind: "lease", access: "owner" });
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
  return begun ? planMaking(services, resource, { kind: "emergency", access: "owner" }) : null;
}

async function planReissue(tx: Queryable, services: RunServices, { resource, move }: Tending) {
  const recipient = await readReissueRecipient(tx, services.ctx, resource);
  if (recipient === null) return refuse(tx, resource);
  return planMaking(services, resource, { kind: move.kind, access: move.kind === "rotate" ? move.access : "owner" });
}

interface Making {
  readonly kind: CredentialMove["kind"];
  readonly access: Access;
}

function planMaking(services: RunServices, resource: Tended, { kind, access }: Making): PlannedRun {
  const type = requireType(services, resource.type);
  const { id: resourceId, requestId, team, environment, name } = resource;
  const generation = resource.generation + 1;
  const identity = { resourceId, requestId, team, environment, name, generation, access };
  const plan = type.plan(identity, type.parameters.parse(resource.parameters));
  const steps = [...plan.steps, { name: deliverStep, title: "Prove the login and seal the credentials" }];
  const what = access === "owner" ? "its credential" : `its ${access} credential`;
  return { kind, access, generation, steps, message: `Making generation ${generation} of ${what}.` };
}

/** Nobody of its team is left who could receive it: the wish ends, and who asked for it can read why. */
async function refuse(tx: Queryable, { id, requestId, name }: Tended): Promise<null> {
  await tx.query(
    sql`UPDATE resources SET reissue = NULL, reissue_by = NULL, reissue_access = 'owner', reissue_acknowledged = false, updated_at = clock_timestamp()
      WHERE id = ${id}`,
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

async function createRun(tx: Queryable, { id, type, requestId }: Tended, run: PlannedRun): Promise<string> {
  const runId = newId("run");
  await tx.query(sql`
    WITH run AS (
      INSERT INTO runs (id, kind, resource_type, state, request_id, resource_id, generation, access)
      VALUES (${runId}, ${run.kind}, ${type}, 'running', ${requestId}, ${id}, ${run.generation}, ${run.access ?? "owner"})
      RETURNING id)
    INSERT INTO steps (run_id, position, name, title)
    SELECT run.id, s.position, s.step ->> 'name', s.step ->> 'title'
    FROM run, jsonb_array_elements(${JSON.stringify(run.steps)}::jsonb) WITH ORDINALITY AS s(step, position)`);
  await appendAudit(tx, {
    stream: `resource:${id}`,
    requestId: isLeasing(run.kind) ? null : requestId,
    actor: systemActor,
    action: `resource.${run.kind}_started`,
    object: `run:${runId}`,
    message: run.message,
    details: { generation: run.generation, steps: run.steps.map(({ name }) => name) },
  });
  return runId;
}
