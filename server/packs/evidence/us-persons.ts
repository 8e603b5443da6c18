import { sql } from "#server/adapters/db/sql.ts";
import { attributesOf } from "#server/identity/actor-from-principal.ts";
import type { Evidence, EvidenceSource } from "#server/packs/evidence/evidence.ts";

interface Concerned {
  readonly name: string;
  readonly state: string;
  readonly people: readonly { readonly part: string; readonly name: string; readonly groups: string[] }[];
}

/** Who had a part in what only U.S. persons may, and what the identity provider says of them now. */
export const usPersons: Evidence = {
  id: "us-persons",
  title: "U.S. persons",
  shows:
    "The newest 500 requests whose decision demands a U.S. person, with who asked, approved and opened, and of whom the ledger does not say it any more by the groups stated last.",
  ofRecord: false,
  read: async (source) => {
    const concerned = await readConcerned(source);
    const rows = concerned.map(({ name, state, people }) => {
      const others = people.filter(({ groups }) => !attributesOf(source, { groups }).includes("us_person"));
      return { name, state, people, others };
    });
    const violations = rows.filter(({ others }) => others.length > 0).length;
    return {
      finding:
        violations === 0
          ? `Everybody with a part in these ${rows.length} requests is a U.S. person by the ledger's word.`
          : `In ${violations} of ${rows.length} requests somebody has a part who is no U.S. person now: revoke what they hold.`,
      violations,
      columns: ["Request", "State", "People", "No U.S. person now"],
      rows: rows.map(({ name, state, people, others }) => [
        name,
        state,
        people.map((person) => `${person.name} (${person.part})`).join(", "),
        others.length === 0 ? "nobody" : others.map((person) => person.name).join(", "),
      ]),
    };
  },
};

async function readConcerned({ db }: EvidenceSource): Promise<Concerned[]> {
  return db.query<Concerned>(sql`
    SELECT q.name, q.state, (SELECT jsonb_agg(jsonb_build_object('part', c.part, 'name', p.name, 'groups', to_jsonb(p.groups)))
      FROM (SELECT 'asked' AS part, coalesce(q.on_behalf_of_id, q.requester_id) AS id
        UNION SELECT 'approved', v.principal_id FROM votes v
          WHERE v.request_id = q.id AND v.valid AND v.verdict = 'approve'
        UNION SELECT 'opened', g.recipient_id FROM resources r JOIN grants g ON g.resource_id = r.id
          WHERE r.request_id = q.id AND g.revealed_at IS NOT NULL) c
      JOIN principals p ON p.id = c.id) AS people
    FROM requests q
    WHERE q.decision @> '{"effective": {"handling": {"attributes": ["us_person"]}}}' AND q.state <> 'denied'
    ORDER BY q.created_at DESC LIMIT 500`);
}
