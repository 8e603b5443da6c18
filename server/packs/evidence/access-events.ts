import { sql } from "#server/adapters/db/sql.ts";
import type { Evidence } from "#server/packs/evidence/evidence.ts";

const actions = [
  "grant.revealed",
  "grant.confirmed",
  "grant.open_refused",
  "grant.open_failed",
  "grant.not_me",
  "request.denied",
  "request.submitted",
  "sign_in.refused",
  "sign_in.failed",
  "call.refused",
];

/** Who opened what, and who was refused. */
export const accessEvents: Evidence = {
  id: "access-events",
  title: "Access and refusals",
  shows:
    "Reveals, refused opens, refused calls, submits and failed sign-ins among the newest 20,000 events of the record.",
  ofRecord: true,
  read: async ({ db }) => {
    const rows = await db.query<{ at: Date; action: string; actor: string; message: string }>(sql`
      SELECT e.at, e.event ->> 'action' AS action, coalesce(e.event #>> '{actor,name}', 'nobody known') AS actor,
        e.event ->> 'message' AS message
      FROM (SELECT at, position, text::jsonb AS event FROM audit_events ORDER BY position DESC LIMIT 20000) e
      WHERE e.event ->> 'action' = ANY(${actions}) ORDER BY e.position DESC LIMIT 200`);
    const opened = rows.filter(({ action }) => action === "grant.revealed").length;
    const refused = rows.filter(({ action }) => /refused|failed|denied|not_me/.test(action)).length;
    return {
      finding: `${opened} reveals and ${refused} refusals among the newest ${rows.length} of these events.`,
      violations: null,
      columns: ["When", "Event", "Who", "What"],
      rows: rows.map(({ at, action, actor, message }) => [at.toISOString(), action, actor, message]),
    };
  },
};
