import type { Actor } from "#domain/access/actor.ts";
import type { Decision } from "#domain/contracts/decision.ts";
import type { SubmitBody } from "#domain/contracts/request.ts";
import { isAppError } from "#domain/errors/app-error.ts";
import { mayWorkload } from "#domain/federation/may-workload.ts";
import { evaluate } from "#domain/guardrails/evaluate.ts";
import { normaliseDraft } from "#domain/guardrails/normalise-draft.ts";
import type { RequestDraft } from "#domain/guardrails/request-draft.ts";
import { smallestChange } from "#domain/guardrails/smallest-change.ts";
import { describeStages } from "#server/approvals/describe-stages.ts";
import { resolveApprovers, type KnownApprover } from "#server/approvals/resolve-approvers.ts";
import type { ServerContext } from "#server/context.ts";
import type { Prepared } from "#server/requests/prepare-draft.ts";
import { assertBuildable } from "#server/requests/assert-buildable.ts";
import { readLedgerState, type LedgerReading } from "#server/requests/read-ledger-state.ts";
import { requesterFacts } from "#server/requests/requester-facts.ts";

/** What is decided, and the instant of the database clock it is decided at. */
export interface DecidedDraft {
  readonly decision: Decision;
  readonly now: Date;
  /** Who may decide on each stage of its plan. */
  readonly approvers: readonly (readonly KnownApprover[])[];
}

/**
 * Decides a prepared body on what the ledger says now, for preview and submit alike; what is not granted at once comes
 * with the smallest change that would be.
 *
 * One reading of the ledger where it is granted; a change of the name, the team or the environment that is tried reads
 * the ledger of that place.
 */
export async function decideDraft(
  ctx: ServerContext,
  actor: Actor,
  { body, prepared: { draft, template, recipient } }: { readonly body: SubmitBody; readonly prepared: Prepared },
): Promise<DecidedDraft> {
  const { catalog } = ctx;
  const requester = requesterFacts(actor, recipient);
  const question = { recipientId: recipient?.id ?? actor.principalId, quotas: catalog.quotas };
  const read = (wish: RequestDraft) =>
    readLedgerState(ctx.db, { ...wish, resourceType: template.resourceType }, question);
  const { state, now } = await read(draft);
  const asking = evaluate({ draft, requester, state, catalog, now });
  if (asking.outcome === "auto") return { decision: asking, now, approvers: [] };
  const parties = { requesterId: actor.principalId, onBehalfOfId: recipient?.id ?? null };
  const plan = asking.effective.approvalPlan;
  const approvers = await resolveApprovers(ctx.db, ctx, {
    plan,
    team: draft.team,
    templateId: draft.template,
    ...parties,
  });
  const there = { ...state, approvers: approvers.map((people) => people.map(({ principalId }) => principalId)) };
  const decision = plan.length === 0 ? asking : evaluate({ draft, requester, state: there, catalog, now });

  const readings = new Map<string, Promise<LedgerReading>>([[placeOf(draft), Promise.resolve({ state, now })]]);
  const decide = async (changed: SubmitBody) => {
    const wish = normalised(changed, ctx);
    if (wish === null || !mayWorkload(actor, wish).allowed) return null;
    const reading = readings.get(placeOf(wish)) ?? read(wish);
    readings.set(placeOf(wish), reading);
    return evaluate({ draft: wish, requester, state: (await reading).state, catalog, now });
  };
  const { lifetimeHours, parameters, delivery } = draft;
  const filled = { ...body, lifetimeHours, parameters, delivery };
  const change = await smallestChange({ bodies: [filled, body], decision, catalog, decide });
  const asks = decision.outcome === "needs_approval" ? await describeStages(ctx.db, plan, approvers) : undefined;
  return { decision: { ...decision, ...(asks && { asks }), smallestChange: change }, now, approvers };
}

/** What a reading of the ledger is of. */
function placeOf({ team, environment, name }: RequestDraft): string {
  return JSON.stringify([team, environment, name]);
}

/** Null for a body that a submit would refuse. */
function normalised(body: SubmitBody, { catalog }: ServerContext): RequestDraft | null {
  try {
    const draft = normaliseDraft(body, catalog);
    const template = catalog.templates.get(draft.template);
    if (template !== undefined) assertBuildable(template, draft.parameters);
    return draft;
  } catch (error) {
    if (isAppError(error, "unknown_reference") || isAppError(error, "invalid_input")) return null;
    throw error;
  }
}
