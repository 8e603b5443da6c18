import type { Actor } from "#domain/access/actor.ts";
import { auditActor } from "#domain/audit/audit-event.ts";
import type { RequestView } from "#domain/contracts/request.ts";
import { AppError } from "#domain/errors/app-error.ts";
import { canWithdraw } from "#domain/requests/can.ts";
import type { Queryable } from "#server/adapters/db/database.ts";
import { sql } from "#server/adapters/db/sql.ts";
import { appendAudit } from "#server/audit/append-audit.ts";
import type { ServerContext } from "#server/context.ts";
import { closeStages } from "#server/approvals/open-stage.ts";
import { notify } from "#server/notifications/notify.ts";
import { promise } from "#server/outbox/promise.ts";
import { lockRequest, type LockedRequest } from "#server/requests/lock-request.ts";
import { findVisibleRequest, showRequest } from "#server/requests/show-request.ts";

/**
 * Takes a request back. Before it is built that is final at once; while it is built, what exists is undone first.
 *
 * @throws not_found, forbidden, wrong_state
 */
export async function withdrawRequest(ctx: ServerContext, actor: Actor, input: { id: string }): Promise<RequestView> {
  await findVisibleRequest(ctx, actor, input.id);
  await ctx.db.transaction(async (tx) => {
    // The run is locked before the request, in the order the worker takes them.
    const [run] = await tx.query<{ id: string }>(sql`
      SELECT id FROM runs WHERE request_id = ${input.id} AND kind = 'provision' AND state IN ('running', 'undoing') FOR UPDATE`);
    const request = await lockRequest(tx, input.id);
    const permission = canWithdraw(actor, request);
    if (!permission.allowed) {
      const own = [request.requesterId, request.onBehalfOfId].includes(actor.principalId);
      throw new AppError(own ? "wrong_state" : "forbidden", permission.reason, { details: { state: request.state } });
    }
    const building = request.state === "provisioning";
    if (building && run) {
      await tx.query(sql`
        UPDATE runs SET state = 'undoing', error_code = 'withdrawn', error_message = 'Withdrawn while it was built.'
        WHERE id = ${run.id} AND state = 'running'`);
      await promise(tx, { topic: "run.continue", key: run.id, payload: { runId: run.id } });
    } else {
      await tx.query(sql`
        UPDATE requests SET state = 'withdrawn', holding = false, expires_at = NULL, updated_at = clock_timestamp()
        WHERE id = ${input.id}`);
      await closeStages(tx, input.id);
    }
    await appendAudit(tx, {
      stream: `request:${input.id}`,
      requestId: input.id,
      actor: auditActor(actor, delegatorOf(actor, request)),
      action: building ? "request.withdrawal_started" : "request.withdrawn",
      object: `request:${input.id}`,
      message: building ? "Withdrawn while it was built: what exists is being removed." : "Request withdrawn.",
      details: { state: building ? "provisioning" : "withdrawn" },
    });
    await tellWithdrawn(tx, actor, request);
  });
  return showRequest(ctx, actor, input.id);
}

/** Whoever takes their own request back knows; whose request somebody else takes back is told. */
async function tellWithdrawn(tx: Queryable, actor: Actor, request: LockedRequest): Promise<void> {
  const recipientId = request.onBehalfOfId ?? request.requesterId;
  if (recipientId === actor.principalId) return;
  await notify(tx, {
    dedupeKey: `request.withdrawn:${request.id}`,
    recipientId,
    template: "request.withdrawn",
    payload: { requestId: request.id, name: request.name, by: actor.name ?? actor.email ?? "Somebody" },
  });
}

/** The person whom a service account that takes its own request back acts for. */
function delegatorOf(actor: Actor, { requesterId, onBehalfOfId, onBehalfOf }: LockedRequest) {
  if (onBehalfOfId === null || actor.principalId !== requesterId) return null;
  return { id: onBehalfOfId, name: onBehalfOf?.name ?? null };
}
