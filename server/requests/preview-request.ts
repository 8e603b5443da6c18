import type { Actor } from "#domain/access/actor.ts";
import type { Decision } from "#domain/contracts/decision.ts";
import type { SubmitBody } from "#domain/contracts/request.ts";
import { evaluate } from "#domain/guardrails/evaluate.ts";
import type { ServerContext } from "#server/context.ts";
import { prepareDraft } from "#server/requests/prepare-draft.ts";
import { readLedgerState } from "#server/requests/read-ledger-state.ts";
import { requesterFacts } from "#server/requests/requester-facts.ts";

/**
 * Gives the decision that a submit of the same body would record now, without filing anything.
 *
 * @throws unknown_reference, invalid_input exactly as submit does
 */
export async function previewRequest(ctx: ServerContext, actor: Actor, body: SubmitBody): Promise<Decision> {
  const { draft, recipient } = await prepareDraft(ctx, actor, body);
  const { state, now } = await readLedgerState(ctx.db, draft, {
    recipientId: recipient?.id ?? actor.principalId,
    quotas: ctx.catalog.quotas,
  });
  return evaluate({ draft, requester: requesterFacts(actor, recipient), state, catalog: ctx.catalog, now });
}
