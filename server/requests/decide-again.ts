import type { Actor } from "#domain/access/actor.ts";
import { isClassification } from "#domain/catalog/classification.ts";
import type { Decision } from "#domain/contracts/decision.ts";
import { evaluate } from "#domain/guardrails/evaluate.ts";
import type { LedgerState } from "#domain/guardrails/evaluation-input.ts";
import type { Queryable } from "#server/adapters/db/database.ts";
import type { ServerContext } from "#server/context.ts";
import type { LockedRequest } from "#server/requests/lock-request.ts";
import { readLedgerState } from "#server/requests/read-ledger-state.ts";
import { requesterFacts } from "#server/requests/requester-facts.ts";
import { readRequester } from "#server/runs/read-requester.ts";

/** What of the ledger counts otherwise than it is read. */
type Adjust = (state: LedgerState) => LedgerState;

/**
 * Decides a locked request by today's catalog and ledger, its own reservation excluded, for requester and recipient as
 * they stand now.
 */
export async function decideAgain(
  tx: Queryable,
  ctx: Pick<ServerContext, "catalog" | "settings">,
  { request, adjust = (state) => state }: { readonly request: LockedRequest; readonly adjust?: Adjust },
): Promise<Decision> {
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
  return evaluate({ draft, requester, state: adjust(state), catalog, now });
}

function recipientOf({ principalId, memberships, attributes }: Actor) {
  return { id: principalId, teams: memberships.map((membership) => membership.team), attributes };
}
