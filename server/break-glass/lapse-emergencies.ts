import { systemActor } from "#domain/audit/audit-event.ts";
import type { Queryable } from "#server/adapters/db/database.ts";
import { sql } from "#server/adapters/db/sql.ts";
import { appendAudit } from "#server/audit/append-audit.ts";
import type { ServerContext } from "#server/context.ts";

const batchRows = 50;

interface Due {
  readonly id: string;
  readonly resourceId: string;
}

/** Ends what waited for a second person for too long: nothing was opened. Gives how many lapsed now. */
export async function lapseEmergencies(ctx: Pick<ServerContext, "db">): Promise<number> {
  const due = await ctx.db.query<Due>(sql`
    SELECT id, resource_id AS "resourceId" FROM emergencies WHERE state = 'waiting' AND confirm_by < clock_timestamp()
    ORDER BY confirm_by LIMIT ${batchRows}`);
  let lapsed = 0;
  for (const { id, resourceId } of due) {
    lapsed += await ctx.db.transaction(async (tx) => {
      await tx.query(sql`SELECT FROM resources WHERE id = ${resourceId} FOR UPDATE`);
      return lapseWaiting(tx, { resourceId, id });
    });
  }
  return lapsed;
}

/** The same for one resource, or one use of it, in the caller's transaction, which holds the resource's lock. */
export async function lapseWaiting(
  tx: Queryable,
  { resourceId, id = null }: { readonly resourceId: string; readonly id?: string | null },
): Promise<number> {
  const lapsed = await tx.query<{ id: string; incident: string; requestId: string }>(sql`
    UPDATE emergencies e SET state = 'lapsed' FROM resources r
    WHERE r.id = e.resource_id AND r.id = ${resourceId} AND e.id = coalesce(${id}, e.id) AND e.state = 'waiting'
      AND e.confirm_by < clock_timestamp()
    RETURNING e.id, e.incident, r.request_id AS "requestId"`);
  for (const { id: emergencyId, incident, requestId } of lapsed) {
    await appendAudit(tx, {
      stream: `resource:${resourceId}`,
      requestId,
      actor: systemActor,
      action: "emergency.lapsed",
      object: `emergency:${emergencyId}`,
      message: `Nobody confirmed the emergency access for ${incident} in time: nothing was opened.`,
    });
  }
  return lapsed.length;
}
