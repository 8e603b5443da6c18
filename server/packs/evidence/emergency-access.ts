import { sql } from "#server/adapters/db/sql.ts";
import type { Evidence } from "#server/packs/evidence/evidence.ts";

interface Use {
  readonly name: string;
  readonly incident: string;
  readonly by: string;
  readonly second: string | null;
  readonly activated: string;
  readonly minutes: number | null;
  readonly rotated: boolean;
  readonly verdict: string | null;
  readonly reviewer: string | null;
  readonly problem: string | null;
}

/** Every use of emergency access: who agreed, for how long, what became of the login, and what its review said. */
export const emergencyAccess: Evidence = {
  id: "emergency-access",
  title: "Emergency access",
  shows:
    "The newest 500 uses of emergency access that were active, with who agreed, how long the login let somebody in, whether the owner's credential was made anew after it, and the review. Open ends and overdue reviews are counted.",
  ofRecord: false,
  read: async ({ db }) => {
    const uses = await db.query<Use>(sql`
      SELECT r.name, e.incident, p.name AS by, s.name AS second, to_char(e.activated_at AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI') AS activated,
        ceil(extract(epoch FROM e.ended_at - e.activated_at) / 60)::int AS minutes,
        EXISTS (SELECT FROM grants g WHERE g.resource_id = e.resource_id AND g.emergency_id IS NULL
          AND g.created_at >= e.ended_at) AS rotated,
        e.verdict, v.name AS reviewer,
        CASE WHEN e.state = 'active' AND e.until < clock_timestamp() - interval '5 minutes' THEN 'its login has not ended'
          WHEN e.persons = 2 AND e.second_id IS NULL THEN 'nobody confirmed it'
          WHEN e.reviewed_at IS NULL AND e.review_due_at < clock_timestamp() THEN 'its review is overdue'
          WHEN e.verdict = 'not_justified' THEN 'not justified' END AS problem
      FROM emergencies e JOIN resources r ON r.id = e.resource_id JOIN principals p ON p.id = e.principal_id
        LEFT JOIN principals s ON s.id = e.second_id LEFT JOIN principals v ON v.id = e.reviewer_id
      WHERE e.activated_at IS NOT NULL ORDER BY e.activated_at DESC LIMIT 500`);
    const violations = uses.filter(({ problem }) => problem !== null).length;
    return {
      finding:
        violations === 0
          ? `All ${uses.length} uses of emergency access ended in time, and none has an overdue review.`
          : `${violations} of ${uses.length} uses of emergency access need somebody to look.`,
      violations,
      columns: [
        "Resource",
        "Incident",
        "By",
        "Confirmed by",
        "Began (UTC)",
        "Minutes",
        "Rotated after",
        "Review",
        "Problem",
      ],
      rows: uses.map((use) => [
        use.name,
        use.incident,
        use.by,
        use.second ?? "one person",
        use.activated,
        use.minutes === null ? "running" : String(use.minutes),
        use.rotated ? "yes" : "no",
        use.verdict === null ? "open" : `${use.verdict.replace("_", " ")}, ${use.reviewer ?? "unknown"}`,
        use.problem ?? "none",
      ]),
    };
  },
};
