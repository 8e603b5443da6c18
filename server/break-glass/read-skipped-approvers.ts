import type { Actor } from "#domain/access/actor.ts";
import type { ApprovalPlan } from "#domain/approvals/approval-plan.ts";
import { isSame } from "#domain/break-glass/can-break-glass.ts";
import { isClassification } from "#domain/catalog/classification.ts";
import { approvalStageSchema } from "#domain/contracts/decision.ts";
import { evaluate } from "#domain/guardrails/evaluate.ts";
import type { RequestDraft } from "#domain/guardrails/request-draft.ts";
import type { Queryable } from "#server/adapters/db/database.ts";
import { sql } from "#server/adapters/db/sql.ts";
import { resolveApprovers } from "#server/approvals/resolve-approvers.ts";
import type { ServerContext } from "#server/context.ts";
import { findSecurity } from "#server/notifications/find-security.ts";
import { readLedgerState } from "#server/requests/read-ledger-state.ts";
import { requesterFacts } from "#server/requests/requester-facts.ts";
import { readRequester } from "#server/runs/read-requester.ts";

interface Asked extends Omit<RequestDraft, "template" | "classification"> {
  readonly id: string;
  readonly templateId: string;
  readonly resourceType: string;
  readonly classification: string;
  readonly requesterId: string;
  readonly onBehalfOfId: string | null;
  readonly plan: unknown;
}

interface Skipping {
  readonly requestId: string;
  /** Who had a part in it: nobody reviews their own. */
  readonly parties: readonly Pick<Actor, "principalId" | "email">[];
}

/**
 * Gives who was passed over by emergency access to what a request made: whoever would decide by today's plan on a request
 * like it, or by the plan it was approved by where today's asks nobody; the people of security where neither names
 * anybody who is left.
 */
export async function readSkippedApprovers(
  tx: Queryable,
  ctx: Pick<ServerContext, "catalog" | "settings">,
  { requestId, parties }: Skipping,
): Promise<readonly string[]> {
  const asked = await readAsked(tx, requestId);
  const recorded = approvalStageSchema.array().safeParse(asked.plan).data ?? [];
  for (const plan of [await planToday(tx, ctx, asked), recorded]) {
    const stages = await resolveApprovers(tx, ctx, { ...asked, plan });
    const people = stages.flat().filter((person) => !parties.some((party) => isSame(party, person)));
    if (people.length > 0) return [...new Set(people.map(({ principalId }) => principalId))];
  }
  const security = await findSecurity(tx, ctx);
  return security.filter((id) => !parties.some(({ principalId }) => principalId === id));
}

async function readAsked(tx: Queryable, requestId: string): Promise<Asked> {
  const [row] = await tx.query<Asked>(sql`
    SELECT id, template_id AS "templateId", resource_type AS "resourceType", name, team, environment, classification,
      purpose, lifetime_hours AS "lifetimeHours", parameters, delivery, requester_id AS "requesterId",
      on_behalf_of_id AS "onBehalfOfId", approval_plan AS plan
    FROM requests WHERE id = ${requestId}`);
  if (row === undefined) throw new Error(`There is no request ${requestId}.`);
  return row;
}

async function planToday(
  tx: Queryable,
  ctx: Pick<ServerContext, "catalog" | "settings">,
  asked: Asked,
): Promise<ApprovalPlan> {
  const { catalog } = ctx;
  const { classification, templateId, requesterId, onBehalfOfId } = asked;
  if (!isClassification(classification) || !catalog.templates.has(templateId)) return [];
  const draft = { ...asked, template: templateId, classification };
  const question = { recipientId: onBehalfOfId ?? requesterId, exceptRequestId: asked.id, quotas: catalog.quotas };
  const { state, now } = await readLedgerState(tx, draft, question);
  const actor = await readRequester(tx, ctx, requesterId);
  const recipient = onBehalfOfId === null ? null : await readRequester(tx, ctx, onBehalfOfId);
  const person = recipient && {
    id: recipient.principalId,
    teams: recipient.memberships.map(({ team }) => team),
    attributes: recipient.attributes,
  };
  const decision = evaluate({ draft, requester: requesterFacts(actor, person), state, catalog, now });
  return decision.effective.approvalPlan;
}
