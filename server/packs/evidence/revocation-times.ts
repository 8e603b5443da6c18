import { sql } from "#server/adapters/db/sql.ts";
import type { Evidence } from "#server/packs/evidence/evidence.ts";

/** How long it takes from the call to end access to the proof that it ended. */
export const revocationTimes: Evidence = {
  id: "revocation-times",
  title: "Time to revoke",
  shows:
    "For the newest 2,000 credentials that ended by a run: minutes from the run that was to end them to the probe login that was refused, by what ended them.",
  ofRecord: false,
  read: async ({ db }) => {
    const rows = await db.query<{ kind: string; count: number; p50: number; p95: number; slowest: number }>(sql`
      SELECT kind, count(*)::int AS count, percentile_cont(0.5) WITHIN GROUP (ORDER BY minutes) AS p50,
        percentile_cont(0.95) WITHIN GROUP (ORDER BY minutes) AS p95, max(minutes) AS slowest
      FROM (SELECT r.kind, extract(epoch FROM g.ended_at - r.created_at)::float8 / 60 AS minutes
        FROM grants g CROSS JOIN LATERAL (SELECT kind, created_at FROM runs
          WHERE resource_id = g.resource_id AND kind IN ('release', 'revoke', 'freeze') AND created_at <= g.ended_at
          ORDER BY created_at DESC LIMIT 1) r
        WHERE g.ended_at IS NOT NULL ORDER BY g.ended_at DESC LIMIT 2000) ended
      GROUP BY kind ORDER BY kind`);
    const [{ late } = { late: 0 }] = await db.query<{ late: number }>(sql`
      SELECT count(*)::int AS late FROM runs WHERE kind IN ('release', 'revoke', 'freeze') AND finished_at IS NULL
        AND created_at < clock_timestamp() - interval '24 hours'`);
    const slowest = rows.reduce((most, row) => Math.max(most, row.p95), 0);
    const proven = rows.reduce((sum, { count }) => sum + count, 0);
    return {
      finding: `${proven} endings proven, 95 % of each kind within ${minutes(slowest)} minutes; ${late} wait for longer than a day.`,
      violations: late,
      columns: ["Ended by", "Credentials", "Half within (minutes)", "95 % within (minutes)", "Slowest (minutes)"],
      rows: rows.map((row) => [row.kind, String(row.count), ...[row.p50, row.p95, row.slowest].map(minutes)]),
    };
  },
};

function minutes(value: number): string {
  return value.toFixed(1);
}
