import { systemActor } from "#domain/audit/audit-event.ts";
import type { Queryable } from "#server/adapters/db/database.ts";
import { sql } from "#server/adapters/db/sql.ts";
import { appendAudit } from "#server/audit/append-audit.ts";
import type { ServerContext } from "#server/context.ts";
import { notify } from "#server/notifications/notify.ts";
import { promise } from "#server/outbox/promise.ts";
import { findTeamLeads } from "#server/people/find-team-leads.ts";

const batchRows = 50;

/** Freezes what nobody took over in time after its owner had left; the data is kept. Gives how many now. */
export async function freezeUnowned(ctx: ServerContext): Promise<number> {
  const due = await ctx.db.query<{ id: string }>(sql`
    SELECT id FROM resources WHERE take_over_until < clock_timestamp() AND state = 'active'
    ORDER BY take_over_until LIMIT ${batchRows}`);
  let frozen = 0;
  for (const { id } of due) frozen += await ctx.db.transaction((tx) => freezeOne(tx, ctx, id));
  return frozen;
}

/** Decided under the resource's lock: what somebody takes over now stays in use. */
async function freezeOne(tx: Queryable, ctx: ServerContext, id: string): Promise<0 | 1> {
  await tx.query(sql`SELECT FROM resources WHERE id = ${id} FOR UPDATE`);
  const [frozen] = await tx.query<{ name: string; team: string; requestId: string }>(sql`
    UPDATE resources SET state = 'frozen', take_over_until = NULL, reissue = NULL, reissue_by = NULL,
      updated_at = clock_timestamp()
    WHERE id = ${id} AND state = 'active' AND take_over_until < clock_timestamp()
    RETURNING name, team, request_id AS "requestId"`);
  if (frozen === undefined) return 0;
  const { name, team, requestId } = frozen;
  await appendAudit(tx, {
    stream: `resource:${id}`,
    requestId,
    actor: systemActor,
    action: "resource.freeze_started",
    object: `resource:${id}`,
    message: "Its owner has left and nobody of the team took it over in time: every access ends, the data is kept.",
    details: { reason: "owner_left" },
  });
  for (const recipientId of await findTeamLeads(tx, ctx, team)) {
    await notify(tx, {
      dedupeKey: `resource.owner_left_frozen:${id}:${recipientId}`,
      recipientId,
      template: "resource.owner_left_frozen",
      payload: { resourceId: id, name },
    });
  }
  await promise(tx, { topic: "resource.tend", key: id, payload: { resourceId: id } });
  return 1;
}
