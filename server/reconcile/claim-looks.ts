import type { Queryable } from "#server/adapters/db/database.ts";
import { sql } from "#server/adapters/db/sql.ts";

/** Every active or frozen resource is looked at about this often. */
const lookSeconds = 300;
/** Looks at one back end at the same time: one that does not answer delays its own alone. */
export const looksPerBackend = 2;
/** What was just built is looked at this soon, so that its page has something to say. */
const newSeconds = 10;
const batchRows = 200;

/** A look to take, and the back end that it is taken at. */
export interface DueLook {
  readonly resourceId: string;
  readonly backend: string;
}

/**
 * Takes the looks that are due, the longest due first, with as many at each back end as still are free there, and puts
 * each off to its next time, so that nobody else takes it; who dies with one has it taken again then. What was not
 * looked at yet is spread over one interval, what was just built over some seconds.
 *
 * @param running how many looks this process has at each back end now
 */
export async function claimLooks(
  db: Queryable,
  running: Readonly<Record<string, number>>,
): Promise<readonly DueLook[]> {
  await db.query(sql`
    INSERT INTO inspections (resource_id, due_at)
    SELECT id, clock_timestamp() + make_interval(secs => random() *
      CASE WHEN ready_at > clock_timestamp() - make_interval(secs => ${lookSeconds}) THEN ${newSeconds}::float8 ELSE ${lookSeconds}::float8 END)
    FROM resources r
    WHERE state IN ('active', 'frozen') AND NOT EXISTS (SELECT FROM inspections WHERE resource_id = r.id)
    LIMIT ${batchRows} ON CONFLICT DO NOTHING`);
  return db.query<DueLook>(sql`
    WITH due AS (
      SELECT i.resource_id, r.backend, row_number() OVER (PARTITION BY r.backend ORDER BY i.due_at) AS place
      FROM inspections i JOIN resources r ON r.id = i.resource_id
      WHERE i.due_at <= clock_timestamp() AND r.state IN ('active', 'frozen')),
    taken AS (
      SELECT i.resource_id, due.backend FROM inspections i JOIN due ON due.resource_id = i.resource_id
      WHERE due.place + coalesce((${JSON.stringify(running)}::jsonb ->> due.backend)::int, 0) <= ${looksPerBackend}
        AND i.due_at <= clock_timestamp()
      FOR UPDATE OF i SKIP LOCKED)
    UPDATE inspections i SET due_at = clock_timestamp() + make_interval(secs => ${lookSeconds} * (0.9 + random() / 5))
    FROM taken WHERE i.resource_id = taken.resource_id
    RETURNING i.resource_id AS "resourceId", taken.backend`);
}
