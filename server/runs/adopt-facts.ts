import type { Queryable } from "#server/adapters/db/database.ts";
import { sql } from "#server/adapters/db/sql.ts";

/**
 * Makes what the steps of one generation reported the facts of the resource: its texts, numbers and lists of texts. A thing
 * with an end of its own (`notAfter`) ends with that one from then on.
 *
 * @param generation null: the newest one of the owner's that is in use; without one nothing changes
 */
export async function adoptFacts(tx: Queryable, resourceId: string, generation: number | null): Promise<void> {
  await tx.query(sql`
    WITH chosen AS (
      SELECT coalesce(${generation}::int, (SELECT max(g.generation) FROM grants g WHERE g.resource_id = ${resourceId}
        AND g.access = 'owner' AND g.state = 'confirmed' AND g.ended_at IS NULL AND g.emergency_id IS NULL)) AS generation),
    reported AS (
      SELECT r.id, r.facts || jsonb_object_agg(f.k, f.v ORDER BY s.position) AS facts
      FROM resources r JOIN runs n ON n.resource_id = r.id JOIN chosen c ON c.generation = n.generation
        JOIN steps s ON s.run_id = n.id
        CROSS JOIN jsonb_each(CASE jsonb_typeof(s.receipt) WHEN 'object' THEN s.receipt ELSE '{}' END) AS f(k, v)
      WHERE r.id = ${resourceId} AND n.kind IN ('provision', 'rotate', 'restore') AND (
        jsonb_typeof(f.v) IN ('string', 'number')
        OR jsonb_path_match(f.v, 'strict $.type() == "array" && $.size() > 0 && !exists($[*] ? (@.type() != "string"))', silent => true))
      GROUP BY r.id)
    UPDATE resources r SET facts = n.facts,
      expires_at = CASE WHEN n.facts ? 'notAfter' THEN resource_ends_at(r.ready_at, r.first_claim_at, r.claim_window_hours,
        r.lifetime_hours, r.extended_until, n.facts) ELSE r.expires_at END
    FROM reported n WHERE r.id = n.id`);
}
