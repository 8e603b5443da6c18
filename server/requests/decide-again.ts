import type { Actor } from "#domain/access/actor.ts";
import { isClassification } from "#domain/catalog/classification.ts";
import type { Decision } from "#domain/contracts/decision.ts";
import { evaluate } from "#domain/guardrails/evaluate.ts";
import type { EvaluationInput, LedgerState } from "#domain/guardrails/evaluation-input.ts";
import type { Queryable } from "#server/adapters/db/database.ts";
import { describeStages } from "#server/approvals/describe-stages.ts";
import { resolveApprovers } from "#server/approvals/resolve-approvers.ts";
import type { ServerContext } from "#server/context.ts";
import type { LockedRequest } from "#server/requests/lock-request.ts";
import { readLedgerState } from "#server/requests/read-ledger-state.ts";
import { requesterFacts } from "#server/requests/requester-facts.ts";
import { readRequester } from "#server/runs/read-requester.ts";

/** What of the ledger counts otherwise than it is read. */
type Adjust = (state: LedgerState) => LedgerState;

/** What today's rules say of a request. */
export interface DecidedAgain {
  /** By the rules alone, whoever could approve it now. */
  readonly decision: Decision;
  /** The decision to be filed: it names who may decide, and denies what nobody who is there could approve. */
  readonly file: () => Promise<Decision>;
}

/**
 * Decides a locked request by today's catalog and ledger, its own reservation excluded, for requester and recipient as
 * they stand now.
 */
export async function decideAgain(
  tx: Queryable,
  ctx: Pick<ServerContext, "catalog" | "settings">,
  { request, adjust = (state) => state }: { readonly request: LockedRequest; readonly adjust?: Adjust },
): Promise<DecidedAgain> {
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
  const { catalog } = ctx;
  const { state, now } = await readLedgerState(tx, draft, {
    recipientId: request.onBehalfOfId ?? request.requesterId,
    exceptRequestId: request.id,
    quotas: catalog.quotas,
  });
  const actor = await readRequester(tx, ctx, request.requesterId);
  const recipient = request.onBehalfOfId && (await readRequester(tx, ctx, request.onBehalfOfId));
  const requester = requesterFacts(actor, recipient ? recipientOf(recipient) : null);
  const input = { draft, requester, state: adjust(state), catalog, now };
  const decision = evaluate(input);
  return { decision, file: () => withApprovers(tx, ctx, { request, input, decision }) };
}

async function withApprovers(
  tx: Queryable,
  ctx: Pick<ServerContext, "catalog" | "settings">,
  { request, input, decision }: { request: LockedRequest; input: EvaluationInput; decision: Decision },
): Promise<Decision> {
  if (decision.outcome !== "needs_approval") return decision;
  const plan = decision.effective.approvalPlan;
  const people = await resolveApprovers(tx, ctx, { ...request, plan });
  const approvers = people.map((stage) => stage.map(({ principalId }) => principalId));
  const filed = evaluate({ ...input, state: { ...input.state, approvers } });
  if (filed.outcome !== "needs_approval") return filed;
  return { ...filed, asks: await describeStages(tx, plan, people) };
}

function recipientOf({ principalId, memberships, attributes }: Actor) {
  return { id: principalId, teams: memberships.map((membership) => membership.team), attributes };
}
