import { sql } from "#server/adapters/db/sql.ts";
import type { Evidence } from "#server/packs/evidence/evidence.ts";

/** How far back the record reaches: nothing in the product deletes it. */
export const oldestRecord: Evidence = {
  id: "oldest-record",
  title: "Reach of the record",
  shows: "The oldest event, request and credential that the ledger holds; nothing deletes any of them.",
  ofRecord: false,
  read: async ({ db }) => {
    const rows = await db.query<{ what: string; oldest: Date | null; days: number | null }>(sql`
      SELECT what, oldest, extract(day FROM now() - oldest)::int AS days FROM (
        SELECT 'Event of the record' AS what, (SELECT at FROM audit_events ORDER BY position LIMIT 1) AS oldest
        UNION ALL SELECT 'Request', (SELECT min(created_at) FROM requests)
        UNION ALL SELECT 'Credential', (SELECT min(created_at) FROM grants)) reach`);
    const [event] = rows;
    const reach = event?.oldest ? `The record begins on ${event.oldest.toISOString().slice(0, 10)}` : "It is empty";
    return {
      finding: `${reach}, and nothing of it was deleted by the product.`,
      violations: null,
      columns: ["What", "Oldest", "Days ago"],
      rows: rows.map(({ what, oldest, days }) => [what, oldest?.toISOString() ?? "none", String(days ?? "")]),
    };
  },
};
