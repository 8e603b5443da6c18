import { sql } from "#server/adapters/db/sql.ts";
import type { Evidence } from "#server/packs/evidence/evidence.ts";

/** That every credential went to one known person. */
export const uniqueUsers: Evidence = {
  id: "unique-users",
  title: "Credentials go to people",
  shows:
    "Grants of all time whose recipient is no person, and people of whom several accounts have the same e-mail address.",
  ofRecord: false,
  read: async ({ db }) => {
    const [counts] = await db.query<{ grants: number; others: number; people: number }>(sql`
      SELECT count(*)::int AS grants, count(*) FILTER (WHERE p.kind <> 'user')::int AS others,
        count(DISTINCT p.id)::int AS people
      FROM grants g JOIN principals p ON p.id = g.recipient_id`);
    const shared = await db.query<{ email: string; accounts: number }>(sql`
      SELECT lower(email) AS email, count(*)::int AS accounts FROM principals
      WHERE kind = 'user' AND email IS NOT NULL AND disabled_at IS NULL
      GROUP BY lower(email) HAVING count(*) > 1 ORDER BY 2 DESC, 1 LIMIT 200`);
    const { grants = 0, others = 0, people = 0 } = counts ?? {};
    return {
      finding: `${grants} credentials went to ${people} people, ${others} to anything else; ${shared.length} addresses have several accounts.`,
      violations: others,
      columns: ["Address", "Accounts"],
      rows: shared.map(({ email, accounts }) => [email, String(accounts)]),
    };
  },
};
