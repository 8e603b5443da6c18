import { addressOf } from "#domain/approvals/address-of.ts";
import type { Party } from "#domain/approvals/owns-request.ts";
import { isMaintainer } from "#domain/approvals/is-maintainer.ts";
import { sql } from "#server/adapters/db/sql.ts";
import { readAccountOwners } from "#server/approvals/read-account-owners.ts";
import type { Evidence, EvidenceSource } from "#server/packs/evidence/evidence.ts";

interface Approver extends Party {
  readonly name: string;
  readonly groups: readonly string[];
}

interface Approved {
  readonly id: string;
  readonly name: string;
  readonly team: string;
  readonly requester: Party & { readonly name: string };
  readonly onBehalfOf: Party | null;
  readonly approvers: readonly Approver[];
  readonly maintainers: readonly string[];
  /** Whether a stage of its plan barred maintainers. */
  readonly barred: boolean;
}

/** Every approved request with who asked, who approved and who maintained its template; conflicts are counted. */
export const separationOfDuties: Evidence = {
  id: "separation-of-duties",
  title: "Separation of duties",
  shows:
    "The newest 500 requests that people approved, with requester, approvers, and the maintainers of the template version. A conflict is an approver who asked, or who maintains the template by address or by today's groups where the plan bars maintainers.",
  ofRecord: false,
  read: async (source) => {
    const approved = await readApproved(source);
    const owners = await readAccountOwners(
      source.db,
      approved.map(({ requester }) => requester.principalId),
    );
    const rows = approved.map((request) => {
      const parties = [request.requester, request.onBehalfOf, ...(owners.get(request.requester.principalId) ?? [])];
      return { request, conflict: conflictOf(source, request, parties) };
    });
    const violations = rows.filter(({ conflict }) => conflict !== null).length;
    return {
      finding:
        violations === 0
          ? `None of ${rows.length} approved requests has a conflict.`
          : `${violations} of ${rows.length} approved requests have a conflict.`,
      violations,
      columns: ["Request", "Requester", "Approved by", "Maintainers", "Maintainers barred", "Conflict"],
      rows: rows.map(({ request, conflict }) => [
        request.name,
        request.requester.name,
        request.approvers.map(({ name }) => name).join(", "),
        request.maintainers.join(", "),
        request.barred ? "yes" : "no",
        conflict ?? "none",
      ]),
    };
  },
};

async function readApproved({ db }: EvidenceSource): Promise<Approved[]> {
  return db.query<Approved>(sql`
    SELECT q.id, q.name, q.team,
      jsonb_build_object('principalId', p.id, 'email', p.email, 'name', p.name) AS requester,
      CASE WHEN b.id IS NOT NULL THEN jsonb_build_object('principalId', b.id, 'email', b.email) END AS "onBehalfOf",
      (SELECT jsonb_agg(jsonb_build_object('principalId', w.id, 'email', w.email, 'name', w.name, 'groups', to_jsonb(w.groups)))
        FROM votes v JOIN principals w ON w.id = v.principal_id
        WHERE v.request_id = q.id AND v.valid AND v.verdict = 'approve') AS approvers,
      coalesce(t.document->'maintainers', '[]') AS maintainers,
      jsonb_path_exists(q.decision, '$.effective.approvalPlan[*].distinctFrom[*] ? (@ == "maintainer")') AS barred
    FROM requests q JOIN principals p ON p.id = q.requester_id LEFT JOIN principals b ON b.id = q.on_behalf_of_id
      LEFT JOIN template_versions t ON t.id = q.template_version_id
    WHERE q.state NOT IN ('pending_approval', 'rejected', 'denied')
      AND EXISTS (SELECT FROM votes v WHERE v.request_id = q.id AND v.valid AND v.verdict = 'approve')
    ORDER BY q.created_at DESC LIMIT 500`);
}

function conflictOf(
  { catalog }: EvidenceSource,
  { approvers, maintainers, team, barred }: Approved,
  parties: readonly (Party | null)[],
): string | null {
  const asked = parties.filter((party) => party !== null);
  for (const approver of approvers) {
    const address = addressOf(approver);
    const same = (party: Party) =>
      party.principalId === approver.principalId || (address !== null && addressOf(party) === address);
    if (asked.some(same)) return `${approver.name} approved their own request`;
    if (barred && isMaintainer(approver, { maintainers, team }, catalog)) {
      return `${approver.name} maintains the template`;
    }
  }
  return null;
}
