import { systemActor } from "#domain/audit/audit-event.ts";
import { clockActor } from "#domain/access/clock-actor.ts";
import { destroyNeedsApproval } from "#domain/guardrails/destroy-verdict.ts";
import type { Queryable } from "#server/adapters/db/database.ts";
import { sql } from "#server/adapters/db/sql.ts";
import { appendAudit } from "#server/audit/append-audit.ts";
import type { ServerContext } from "#server/context.ts";
import { notify } from "#server/notifications/notify.ts";
import { decideAbout, fileAbout, type AboutWish } from "#server/requests/file-about.ts";
import { beginRelease } from "#server/resources/begin-release.ts";

const batchRows = 50;
/** What nobody answered is asked again after so many days, what somebody refused after so many. */
const askAgainDays = { unanswered: 7, refused: 30 } as const;

/**
 * Ends what was frozen and not restored in time; gives how many it ended or asked about. Where its environment says that
 * a human has to agree, it stays frozen and somebody is asked: nothing there is destroyed unasked. What somebody restores
 * now stays, and so does everything while an alarm says that the ledger is an older one: what it calls frozen may be in use.
 */
export async function destroyFrozen(ctx: ServerContext): Promise<number> {
  const free = [...ctx.catalog.environments.keys()].filter((id) => !destroyNeedsApproval(ctx.catalog, id));
  const { unanswered, refused } = askAgainDays;
  const over = await ctx.db.query<{ id: string }>(sql`
    SELECT r.id FROM resources r WHERE r.state = 'frozen' AND r.reissue IS NULL
      AND r.restore_until < clock_timestamp() AND NOT EXISTS (SELECT FROM ledger_alarms)
      AND (r.environment = ANY(${free}) OR NOT EXISTS (SELECT FROM requests q WHERE q.about_resource_id = r.id AND q.kind = 'destroy'
        AND (q.state IN ('pending_approval', 'approved', 'provisioning') OR q.updated_at > clock_timestamp()
          - make_interval(days => CASE WHEN q.state = 'rejected' THEN ${refused}::int ELSE ${unanswered}::int END))))
    ORDER BY r.restore_until LIMIT ${batchRows}`);
  let ended = 0;
  for (const { id } of over) ended += await ctx.db.transaction((tx) => endOne(tx, ctx, id));
  return ended;
}

interface Left {
  readonly name: string;
  readonly team: string;
  readonly environment: string;
  readonly requestId: string;
  readonly ownerId: string;
}

/** Decided under the resource's lock. */
async function endOne(tx: Queryable, ctx: ServerContext, id: string): Promise<0 | 1> {
  await tx.query(sql`SELECT FROM resources WHERE id = ${id} FOR UPDATE`);
  const [left] = await tx.query<Left>(sql`
    SELECT r.name, r.team, r.environment, r.request_id AS "requestId",
      coalesce(r.owner_id, q.on_behalf_of_id, q.requester_id) AS "ownerId"
    FROM resources r JOIN requests q ON q.id = r.request_id
    WHERE r.id = ${id} AND r.state = 'frozen' AND r.reissue IS NULL AND r.restore_until < clock_timestamp()`);
  if (left === undefined) return 0;
  if (destroyNeedsApproval(ctx.catalog, left.environment)) return askOnce(tx, ctx, { id, ...left });
  const message = "Nobody restored it in time: it is destroyed with its data.";
  await beginRelease(tx, { id, ...left, actor: systemActor, message });
  return 1;
}

/** One open request at a time, whoever asks. */
async function askOnce(tx: Queryable, ctx: ServerContext, { id, ...left }: Left & { id: string }): Promise<0 | 1> {
  const [open] = await tx.query(sql`
    SELECT 1 FROM requests WHERE about_resource_id = ${id} AND kind = 'destroy'
      AND state IN ('pending_approval', 'approved', 'provisioning')`);
  if (open !== undefined) return 0;
  const wish: AboutWish = {
    kind: "destroy",
    resourceId: id,
    actor: clockActor,
    requesterId: left.ownerId,
    lifetimeHours: null,
    purpose: "Its time is over and nobody restored it in time. Its data is destroyed with it.",
  };
  const decided = await decideAbout(tx, ctx, wish);
  const { id: filedId, state } = await fileAbout(tx, ctx, { wish, decided });
  await tx.query(sql`
    UPDATE resources SET blocked_reason = 'destroy_needs_approval', updated_at = clock_timestamp() WHERE id = ${id}`);
  await appendAudit(tx, {
    stream: `resource:${id}`,
    requestId: left.requestId,
    actor: systemActor,
    action: "resource.destroy_asked",
    object: `resource:${id}`,
    message: "Nobody restored it in time. Its data is kept until a human agrees that it is destroyed.",
    details: { request: `request:${filedId}`, state },
  });
  await notify(tx, {
    dedupeKey: `resource.destroy_asked:${filedId}`,
    recipientId: left.ownerId,
    template: "resource.destroy_asked",
    payload: { resourceId: id, name: left.name },
  });
  return 1;
}
