import type { Actor } from "#domain/access/actor.ts";
import { auditActor, auditText } from "#domain/audit/audit-event.ts";
import { reminderSecondsLeft } from "#domain/approvals/when-due.ts";
import type { Decision } from "#domain/contracts/decision.ts";
import type { RequestState } from "#domain/contracts/request.ts";
import { openHours } from "#domain/requests/open-hours.ts";
import type { DigestedRequest } from "#domain/requests/request-digest.ts";
import type { Queryable } from "#server/adapters/db/database.ts";
import { sql } from "#server/adapters/db/sql.ts";
import type { ApproverRow } from "#server/approvals/record-approvers.ts";
import { inFlight, keyName } from "#server/idempotency/hold-key.ts";
import type { Recipient } from "#server/requests/find-recipient.ts";

/** A decided request, ready to be filed. */
export interface NewRequest extends DigestedRequest {
  readonly template: string;
  readonly decision: Decision;
  readonly digest: string;
  readonly createdAt: Date;
}

/** The state a decision files a request in. */
export function stateOf(decision: Decision): RequestState {
  const states = { auto: "approved", needs_approval: "pending_approval", deny: "denied" } as const;
  return states[decision.outcome];
}

/** A decided request with who files it, for whom, and under which key. */
export interface Filing extends NewRequest {
  readonly actor: Actor;
  readonly recipient: Recipient | null;
  readonly resourceType: string;
  /** What it counts for where a quota counts units. */
  readonly units: number;
  /** Who may decide on each stage of its plan, as the ledger knows people now. */
  readonly approvers: readonly ApproverRow[];
  readonly risk: number;
  readonly idempotency: { readonly key: string; readonly fingerprint: Buffer } | null;
}

/**
 * Files a request in one statement, with its audit event, its outbox row and its idempotency key.
 *
 * What is about a thing that exists reserves nothing, and its caller says what follows.
 *
 * False, and nothing is written, when the slot or the name that the decision counted on has gone meanwhile: decide
 * again. This is the one hand-written write path of a submit; the lock it takes lives inside the server, for the time
 * of one commit, whatever this process is busy with. A twin with the same key does not wait for it.
 * @throws idempotency_in_flight
 */
export async function fileRequest(db: Queryable, filing: Filing): Promise<boolean> {
  const { decision, idempotency } = filing;
  const { approvalPlan, quota } = decision.effective;
  const state = stateOf(decision);
  const topic = filing.about ? null : { approved: "run.start", pending_approval: "approval.ask" }[state as string];
  const text = auditText(submitted(filing, state), filing.createdAt);
  const lock = idempotency && keyName({ principalId: filing.actor.principalId, key: idempotency.key });
  const [row] = await db.query<{ filed: boolean | null }>(sql`
    SELECT CASE WHEN ${lock}::text IS NULL OR pg_try_advisory_xact_lock(hashtextextended(${lock}, 0)) THEN
      file_request(${JSON.stringify(columnsOf(filing, state))}, ${quota.limit}, ${openHours(approvalPlan)},
        ${JSON.stringify(allowancesOf(decision))}, ${JSON.stringify(filing.approvers)}, ${topic ?? null},
        ${idempotency?.key ?? null}, ${idempotency?.fingerprint ?? null}, ${text}) END AS filed`);
  if (row?.filed === null) throw inFlight();
  return row?.filed === true;
}

/** Every quota that counts it, to be looked at again under its row's lock. */
function allowancesOf({ effective }: Decision) {
  return (effective.allowances ?? []).map(({ scope, measure, limit, asks }) => ({ ...scope, measure, limit, asks }));
}

/** The row of `requests` by its columns. */
function columnsOf(filing: Filing, state: RequestState) {
  const { approvalPlan } = filing.decision.effective;
  return {
    id: filing.id,
    revision: filing.revision,
    state,
    digest: filing.digest,
    template_id: filing.template,
    template_version_id: filing.templateVersion,
    resource_type: filing.resourceType,
    name: filing.name,
    team: filing.team,
    environment: filing.environment,
    classification: filing.classification,
    purpose: filing.purpose,
    lifetime_hours: filing.lifetimeHours,
    parameters: filing.parameters,
    delivery: filing.delivery,
    decision: filing.decision,
    approval_plan: approvalPlan.length > 0 ? approvalPlan : null,
    requester_id: filing.requesterId,
    on_behalf_of_id: filing.onBehalfOfId,
    channel: filing.actor.channel,
    workload: filing.actor.workload?.about ?? null,
    kind: filing.about?.kind ?? "provision",
    about_resource_id: filing.about?.resourceId ?? null,
    holding: state !== "denied" && filing.about === undefined,
    monthly_cost: filing.decision.effective.cost?.monthly ?? 0,
    units: filing.units,
    stage_escalated: false,
    reminders: 0,
    risk: filing.risk,
    remind_at: state === "pending_approval" ? remindAt(filing) : null,
    created_at: filing.createdAt,
    updated_at: filing.createdAt,
  };
}

/** When the first stage's first reminder is due. */
function remindAt({ createdAt, decision }: Filing): Date | null {
  const [stage] = decision.effective.approvalPlan;
  const left = stage === undefined ? null : reminderSecondsLeft(stage, 0);
  return stage === undefined || left === null
    ? null
    : new Date(createdAt.getTime() + (stage.deadlineHours * 3600 - left) * 1000);
}

function submitted({ id, actor, recipient, decision, digest }: Filing, state: RequestState) {
  const said = {
    auto: "granted by the guardrails",
    needs_approval: "waits for approval",
    deny: "denied by the guardrails",
  };
  return {
    stream: `request:${id}`,
    requestId: id,
    actor: auditActor(actor, recipient),
    action: "request.submitted",
    object: `request:${id}`,
    message: `Request submitted${recipient ? ` for ${recipient.name}` : ""}: ${said[decision.outcome]}.`,
    details: { state, digest, outcome: decision.outcome, inputDigest: decision.inputDigest },
  };
}
