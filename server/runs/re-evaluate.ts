import type { Actor } from "#domain/access/actor.ts";
import { systemActor } from "#domain/audit/audit-event.ts";
import type { Catalog } from "#domain/catalog/catalog.ts";
import { isClassification } from "#domain/catalog/classification.ts";
import type { Decision } from "#domain/contracts/decision.ts";
import { evaluate } from "#domain/guardrails/evaluate.ts";
import { isStricter } from "#domain/requests/is-stricter.ts";
import { openHours } from "#domain/requests/open-hours.ts";
import type { Queryable } from "#server/adapters/db/database.ts";
import { sql } from "#server/adapters/db/sql.ts";
import { appendAudit } from "#server/audit/append-audit.ts";
import { digestRow } from "#server/runs/digest-row.ts";
import { readRequester } from "#server/runs/read-requester.ts";
import { promise } from "#server/outbox/promise.ts";
import type { LockedRequest } from "#server/requests/lock-request.ts";
import { readLedgerState } from "#server/requests/read-ledger-state.ts";
import { requesterFacts } from "#server/requests/requester-facts.ts";
import type { RunServices } from "#server/runs/run-services.ts";

interface Approved {
  readonly request: LockedRequest;
  readonly decision: Decision;
}

/**
 * Evaluates an approved request against today's catalog, its own reservation excluded.
 *
 * Equal or looser proceeds with the approved limits; stricter sends it back to a human with its votes void, or denies it.
 * What nobody has to approve under today's stricter rules is started again by them.
 */
export async function reEvaluate(
  tx: Queryable,
  services: RunServices,
  approved: Approved,
): Promise<"proceed" | "stopped"> {
  const { request, decision } = approved;
  const today = await decideToday(tx, services, approved);
  if (!isStricter(today, decision)) return "proceed";
  const { state, action, said, topic } = consequences[today.outcome];
  const revised = { ...request, revision: request.revision + 1 };
  const rules = today.trace.filter((entry) => entry.result !== "pass").map((entry) => entry.rule);
  await tx.query(sql`
    WITH voided AS (UPDATE votes SET valid = false WHERE request_id = ${request.id})
    UPDATE requests SET state = ${state}, revision = ${revised.revision}, decision = ${JSON.stringify(today)},
      approval_plan = ${JSON.stringify(today.effective.approvalPlan)}, digest = ${digestRow(revised, today)},
      holding = ${state !== "denied"}, updated_at = clock_timestamp(),
      expires_at = clock_timestamp() + make_interval(hours => ${openHours(today.effective.approvalPlan)})
    WHERE id = ${request.id}`);
  await appendAudit(tx, {
    stream: `request:${request.id}`,
    requestId: request.id,
    actor: systemActor,
    action,
    object: `request:${request.id}`,
    message: `The rules became stricter since it was decided (${rules.join(", ")}): ${said}.`,
    details: { state, rules, was: decision.inputDigest, is: today.inputDigest },
  });
  if (topic !== null) await promise(tx, { topic, key: request.id, payload: { requestId: request.id } });
  return "stopped";
}

/** What becomes of a request that today's rules judge stricter. */
const consequences = {
  auto: { state: "approved", action: "request.decided_again", said: "it goes on under today's", topic: "run.start" },
  needs_approval: {
    state: "pending_approval",
    action: "request.sent_back",
    said: "a new approval is needed",
    topic: "approval.ask",
  },
  deny: { state: "denied", action: "request.denied", said: "denied", topic: null },
} as const satisfies Record<Decision["outcome"], unknown>;

async function decideToday(tx: Queryable, services: RunServices, approved: Approved): Promise<Decision> {
  const { request } = approved;
  const { classification } = request;
  if (!isClassification(classification)) throw new Error(`Request ${request.id} has no known classification.`);
  const draft = {
    template: request.templateId,
    resourceType: request.resourceType,
    name: request.name,
    team: request.team,
    environment: request.environment,
    classification,
    purpose: request.purpose,
    lifetimeHours: request.lifetimeHours,
    parameters: request.parameters,
    delivery: request.delivery,
  };
  const { catalog } = services.ctx;
  const { state: ledger, now } = await readLedgerState(tx, draft, {
    recipientId: request.onBehalfOfId ?? request.requesterId,
    exceptRequestId: request.id,
    quotas: catalog.quotas,
  });
  const state = { ...ledger, disconnectedBackends: otherBackends(catalog, approved) };
  const actor = await readRequester(tx, services.ctx, request.requesterId);
  const recipient = request.onBehalfOfId && (await readRequester(tx, services.ctx, request.onBehalfOfId));
  const requester = requesterFacts(actor, recipient ? recipientOf(recipient) : null);
  return evaluate({ draft, requester, state, catalog, now });
}

function recipientOf({ principalId, memberships, attributes }: Actor) {
  return { id: principalId, teams: memberships.map((membership) => membership.team), attributes };
}

/**
 * Keeps to the back end that was approved while the catalog has it, connected or not: that says when the thing can be
 * built, not whether it may be, so what waits for a back end is not denied, nor moved to another one.
 */
function otherBackends({ backends }: Catalog, { request, decision }: Approved): readonly string[] {
  const approved = decision.effective.backend ?? "";
  if (backends.get(approved)?.environments.includes(request.environment) !== true) return [];
  return [...backends.keys()].filter((name) => name !== approved);
}
