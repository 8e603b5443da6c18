import { sql } from "#server/adapters/db/sql.ts";
import type { Evidence } from "#server/packs/evidence/evidence.ts";

/** Where what exists lies. */
export const regionPlacement: Evidence = {
  id: "region-placement",
  title: "Where it lies",
  shows: "What exists now, counted by environment, back end and the region that was decided.",
  ofRecord: false,
  read: async ({ db }) => {
    const rows = await db.query<{ environment: string; backend: string; region: string; count: number }>(sql`
      SELECT r.environment, r.backend, coalesce(q.decision #>> '{effective,region}', 'not decided') AS region,
        count(*)::int AS count
      FROM resources r JOIN requests q ON q.id = r.request_id WHERE r.state <> 'destroyed'
      GROUP BY 1, 2, 3 ORDER BY 1, 2, 3 LIMIT 200`);
    const regions = [...new Set(rows.map(({ region }) => region))];
    return {
      finding: regions.length === 0 ? "Nothing exists now." : `What exists lies in ${regions.join(", ")}.`,
      violations: null,
      columns: ["Environment", "Back end", "Region", "Things"],
      rows: rows.map(({ environment, backend, region, count }) => [environment, backend, region, String(count)]),
    };
  },
};
