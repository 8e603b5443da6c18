import { systemActor } from "#domain/audit/audit-event.ts";
import type { Access } from "#domain/provisioning/resource-type.ts";
import type { Queryable } from "#server/adapters/db/database.ts";
import { sql } from "#server/adapters/db/sql.ts";
import { appendAudit } from "#server/audit/append-audit.ts";
import type { ServerContext } from "#server/context.ts";
import { promise } from "#server/outbox/promise.ts";

const batchRows = 20;

interface Due {
  readonly id: string;
  readonly resourceId: string;
  readonly access: Access;
  readonly generation: number;
}

/**
 * Asks for the next generation of every credential whose time for it has come, by the handling that was recorded; gives
 * how many now. What cannot be made, or is opened by nobody, is asked for again a day later; nothing of it touches the
 * one in use. A secret that somebody else changed is left to people.
 */
export async function startDueRotations(ctx: ServerContext): Promise<number> {
  const due = await ctx.db.query<Due>(sql`
    SELECT g.id, g.resource_id AS "resourceId", g.access, g.generation FROM grants g
    JOIN resources r ON r.id = g.resource_id AND r.state = 'active' AND r.reissue IS NULL
    WHERE g.ended_at IS NULL AND g.rotate_at <= clock_timestamp() AND g.drain_until IS NULL AND g.changed_at IS NULL
      AND g.state IN ('revealed', 'confirmed', 'unconfirmed') AND NOT EXISTS (SELECT FROM grants n
        WHERE n.resource_id = g.resource_id AND n.access = g.access AND n.generation > g.generation AND n.ended_at IS NULL
          AND n.emergency_id IS NULL)
    ORDER BY g.rotate_at LIMIT ${batchRows}`);
  let started = 0;
  for (const one of due) started += await ctx.db.transaction((tx) => startOne(tx, one));
  return started;
}

/** Decided under the resource's lock: what somebody asks for now comes first. */
async function startOne(tx: Queryable, { id, resourceId, access, generation }: Due): Promise<0 | 1> {
  await tx.query(sql`SELECT FROM resources WHERE id = ${resourceId} FOR UPDATE`);
  const [asked] = await tx.query<{ requestId: string; dueAt: Date | null }>(sql`
    WITH next AS (UPDATE grants SET rotate_at = clock_timestamp() + interval '1 day'
      WHERE id = ${id} AND ended_at IS NULL AND rotate_at <= clock_timestamp() AND drain_until IS NULL AND changed_at IS NULL
      RETURNING rotation_due_at)
    UPDATE resources SET reissue = 'rotate', reissue_by = NULL, reissue_access = ${access}, reissue_acknowledged = false,
      updated_at = clock_timestamp()
    FROM next WHERE resources.id = ${resourceId} AND state = 'active' AND reissue IS NULL
    RETURNING request_id AS "requestId", next.rotation_due_at AS "dueAt"`);
  if (asked === undefined) return 0;
  await appendAudit(tx, {
    stream: `resource:${resourceId}`,
    requestId: asked.requestId,
    actor: systemActor,
    action: "credential.rotation_started",
    object: `resource:${resourceId}`,
    message: `Generation ${generation} is due to be replaced: a new credential is made ahead of its time.`,
    details: { generation, access, dueAt: asked.dueAt?.toISOString() ?? null },
  });
  await promise(tx, { topic: "resource.tend", key: resourceId, payload: { resourceId } });
  return 1;
}
