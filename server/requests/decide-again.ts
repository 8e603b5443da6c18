import type { Actor } from "#domain/access/actor.ts";
import type { Catalog } from "#domain/catalog/catalog.ts";
import { isClassification } from "#domain/catalog/classification.ts";
import type { Decision } from "#domain/contracts/decision.ts";
import { evaluate } from "#domain/guardrails/evaluate.ts";
import type { AboutExisting, EvaluationInput, LedgerState } from "#domain/guardrails/evaluation-input.ts";
import type { Queryable } from "#server/adapters/db/database.ts";
import { sql } from "#server/adapters/db/sql.ts";
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
  const existing = await readExisting(tx, request);
  const { state, now } = await readLedgerState(tx, draft, {
    recipientId: request.onBehalfOfId ?? request.requesterId,
    exceptRequestId: existing?.requestId ?? request.id,
    quotas: catalog.quotas,
  });
  const actor = await readRequester(tx, ctx, request.requesterId);
  const recipient = request.onBehalfOfId && (await readRequester(tx, ctx, request.onBehalfOfId));
  const requester = requesterFacts(actor, recipient ? recipientOf(recipient) : null);
  const there = existing ? asBuilt(catalog, state, existing) : state;
  const input = { draft, requester, state: adjust(there), catalog, now, ...(existing && { about: existing.about }) };
  const decision = evaluate(input);
  return { decision, file: () => withApprovers(tx, ctx, { request, input, decision }) };
}

interface Existing {
  /** The request that it was made by: what it holds is its own reservation. */
  readonly requestId: string;
  readonly backend: string;
  readonly about: AboutExisting;
}

/** What of the thing counts that a request is about; null: it asks for a new one. */
async function readExisting(tx: Queryable, { kind, aboutResourceId }: LockedRequest): Promise<Existing | null> {
  if (kind === "provision") return null;
  const [row] = await tx.query<{ requestId: string; backend: string; extensions: number }>(sql`
    SELECT request_id AS "requestId", backend, extensions FROM resources WHERE id = ${aboutResourceId}`);
  if (row === undefined) throw new Error(`There is no resource ${aboutResourceId ?? ""}.`);
  const { extensions, ...rest } = row;
  return { ...rest, about: kind === "extend" ? { kind, extensions } : { kind } };
}

/** It stays where it is, connected at the moment or not, and nothing is sealed for it. */
function asBuilt({ backends }: Catalog, state: LedgerState, { backend }: Existing): LedgerState {
  const others = [...backends.keys()].filter((name) => name !== backend);
  return { ...state, disconnectedBackends: others, recipientDevices: Math.max(1, state.recipientDevices) };
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
