import { approvalStageSchema } from "#domain/contracts/decision.ts";
import type { Queryable } from "#server/adapters/db/database.ts";
import { sql } from "#server/adapters/db/sql.ts";
import type { ServerContext } from "#server/context.ts";
import { aboutDeciders } from "#server/notifications/about-deciders.ts";
import { findDeciders, type AskedRequest, type Decider } from "#server/notifications/find-deciders.ts";
import { recordNotification } from "#server/notifications/notify.ts";

/** So many people are asked at most. */
const askedMax = 200;

interface Row extends Omit<AskedRequest, "plan"> {
  readonly name: string;
  readonly environment: string;
  readonly requester: string;
  readonly isEscalated: boolean;
  readonly dueAt: Date | null;
  readonly plan: unknown;
}

type Asking = Omit<Row, "plan"> & AskedRequest;

/**
 * Records a message to everybody who can decide the pending stage at this moment, and to nobody else, once per stage and
 * revision; and to whom the request is for, who they are and how long they usually take.
 *
 * Gives the ids of the new ones, for the caller to hand to the channels.
 */
export async function askApprovers(ctx: ServerContext, requestId: string): Promise<readonly string[]> {
  return ctx.db.transaction(async (tx) => {
    const [row] = await tx.query<Row>(sql`
      UPDATE requests q SET asked_revision = q.revision FROM requests o
        JOIN principals p ON p.id = o.requester_id LEFT JOIN principals b ON b.id = o.on_behalf_of_id
      WHERE q.id = ${requestId} AND o.id = q.id AND q.state = 'pending_approval'
      RETURNING q.id AS "requestId", q.name, q.team, q.template_id AS "templateId", q.environment, q.revision,
        coalesce(q.stage, 0) AS stage, q.stage_escalated AS "isEscalated", q.expires_at AS "dueAt",
        q.requester_id AS "requesterId", q.on_behalf_of_id AS "onBehalfOfId", q.approval_plan AS plan,
        coalesce(p.name, p.email, 'Somebody') || coalesce(' for ' || b.name, '') AS requester`);
    if (row === undefined) return [];
    const asking: Asking = { ...row, plan: approvalStageSchema.array().parse(row.plan) };
    const deciders = await findDeciders(tx, ctx, asking);
    const asked = [];
    for (const decider of deciders.slice(0, askedMax)) asked.push(await ask(tx, asking, decider));
    asked.push(await tellRequester(tx, asking, deciders));
    return asked.filter((id) => id !== null);
  });
}

async function ask(tx: Queryable, asking: Asking, { principalId, isEscalated }: Decider): Promise<string | null> {
  const { requestId, revision, stage, name, environment, requester, dueAt } = asking;
  const template = isEscalated ? "approval.escalated" : "approval.requested";
  return recordNotification(tx, {
    dedupeKey: `${template}:${requestId}:${revision}:${stage}:${principalId}`,
    recipientId: principalId,
    template,
    payload: { requestId, name, environment, requester, ...(dueAt !== null && { dueAt: dueAt.toISOString() }) },
  });
}

/** What follows the first stage is said as each stage is met, and what sends a request back says so itself. */
async function tellRequester(tx: Queryable, asking: Asking, deciders: readonly Decider[]): Promise<string | null> {
  const { requestId, revision, stage, name, environment, isEscalated } = asking;
  if (!isEscalated && (revision > 1 || stage > 0)) return null;
  const template = isEscalated ? "request.escalated" : "request.waiting";
  return recordNotification(tx, {
    dedupeKey: `${template}:${requestId}:${revision}:${stage}`,
    recipientId: asking.onBehalfOfId ?? asking.requesterId,
    template,
    payload: { requestId, name, environment, ...(await aboutDeciders(tx, asking, deciders)) },
  });
}
