import { emptyLooksMax, nextLookSeconds } from "#domain/credentials/drain.ts";
import type { Access, LiveSessions } from "#domain/provisioning/resource-type.ts";
import type { Queryable } from "#server/adapters/db/database.ts";
import { sql } from "#server/adapters/db/sql.ts";
import { promise } from "#server/outbox/promise.ts";
import { markChanged } from "#server/runs/mark-changed.ts";
import { withLook } from "#server/runs/open-look.ts";
import { readSubject, type RunSubject } from "#server/runs/read-subject.ts";
import { requireType, type RunServices } from "#server/runs/run-services.ts";

/** A live generation of a resource of which an overtaken one is due to be looked at. */
interface Row {
  readonly id: string;
  readonly generation: number;
  readonly access: Access;
  readonly fingerprint: string | null;
  readonly lookAt: Date | null;
  readonly isDue: boolean;
  readonly drainedSeconds: number;
  readonly requestId: string;
}

interface Seen {
  readonly row: Row;
  /** Null: it is not overtaken, or the back end did not answer. */
  readonly sessions: LiveSessions | null;
  readonly isChanged: boolean;
}

/**
 * Looks on the back end who still uses the overtaken generations of a resource that are due, and whether the secrets of
 * its live generations are still the ones that were delivered; writes down what it saw. What nobody uses is promised its
 * end. A look that somebody else took meanwhile writes nothing, so that two in a row are two.
 */
export async function lookAtDrains(services: RunServices, resourceId: string): Promise<void> {
  const { db } = services.ctx;
  const rows = await db.query<Row>(sql`
    SELECT g.id, g.generation, g.access, CASE WHEN g.changed_at IS NULL THEN g.fingerprint END AS fingerprint,
      g.look_at AS "lookAt", coalesce(g.look_at <= clock_timestamp(), false) AS "isDue", r.request_id AS "requestId",
      coalesce(extract(epoch FROM clock_timestamp() - greatest(g.looked_at, (SELECT max(n.confirmed_at) FROM grants n
        WHERE n.resource_id = g.resource_id AND n.access = g.access))), 0)::float8 AS "drainedSeconds"
    FROM grants g JOIN resources r ON r.id = g.resource_id AND r.state = 'active'
    WHERE g.resource_id = ${resourceId} AND g.ended_at IS NULL AND g.emergency_id IS NULL AND g.state NOT IN ('expired', 'revoked')
    ORDER BY g.generation`);
  const [first] = rows;
  if (first === undefined || !rows.some(({ isDue }) => isDue)) return;
  const subject = await readSubject(services.ctx, { resourceId, requestId: first.requestId });
  const seen: Seen[] = [];
  for (const row of rows) seen.push(await look(services, subject, row));
  const held = { resourceId, requestId: first.requestId, name: subject.identity.name };
  await db.transaction((tx) => record(tx, services, { held, seen }));
}

async function look(services: RunServices, subject: RunSubject, row: Row): Promise<Seen> {
  const type = requireType(services, subject.type);
  try {
    return await withLook(services, { subject, ...row }, async (context) => {
      const sessions = row.isDue && type.sessions ? await type.sessions(context) : null;
      const kept = row.fingerprint === null ? null : ((await type.fingerprint?.(context)) ?? null);
      return { row, sessions, isChanged: kept !== null && kept !== row.fingerprint };
    });
  } catch (error) {
    services.ctx.log.warn({ err: error, generation: row.generation }, "a look at who uses a credential failed");
    return { row, sessions: null, isChanged: false };
  }
}

interface Held {
  readonly resourceId: string;
  readonly requestId: string;
  readonly name: string;
}

async function record(
  tx: Queryable,
  { ctx }: RunServices,
  { held, seen }: { readonly held: Held; readonly seen: readonly Seen[] },
): Promise<void> {
  const { resourceId } = held;
  const [resource] = await tx.query<{ state: string }>(
    sql`SELECT state FROM resources WHERE id = ${resourceId} FOR UPDATE`,
  );
  if (resource?.state !== "active") return;
  let isUnused = false;
  for (const { row, sessions } of seen.filter(({ row: { isDue } }) => isDue)) {
    const isEmpty = sessions?.connections === 0;
    const seconds = nextLookSeconds({ drainedSeconds: row.drainedSeconds, isEmpty });
    const [kept] = await tx.query<{ emptyLooks: number }>(sql`
      UPDATE grants SET look_at = clock_timestamp() + make_interval(secs => ${seconds}),
        looked_at = CASE WHEN ${sessions !== null}::boolean THEN clock_timestamp() ELSE looked_at END,
        empty_looks = CASE WHEN ${isEmpty}::boolean THEN empty_looks + 1 WHEN ${sessions !== null}::boolean THEN 0 ELSE empty_looks END,
        connections = coalesce(${sessions?.connections ?? null}::int, connections),
        connected_from = coalesce(${sessions?.connections ? [...sessions.from] : null}::text[], connected_from),
        last_active_at = coalesce(${sessions?.lastActiveAt ?? null}::timestamptz, last_active_at)
      WHERE id = ${row.id} AND look_at = ${row.lookAt} AND ended_at IS NULL RETURNING empty_looks AS "emptyLooks"`);
    if ((kept?.emptyLooks ?? 0) >= emptyLooksMax) isUnused = true;
  }
  const changed = seen.filter(({ isChanged }) => isChanged).map(({ row }) => row.generation);
  if (changed.length > 0) await markChanged(tx, ctx, { ...held, generations: changed });
  if (isUnused) await promise(tx, { topic: "resource.tend", key: resourceId, payload: { resourceId } });
}
