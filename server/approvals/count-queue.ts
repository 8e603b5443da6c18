import type { Actor } from "#domain/access/actor.ts";
import { sql } from "#server/adapters/db/sql.ts";
import { askedGroups } from "#server/approvals/find-asked.ts";
import type { ServerContext } from "#server/context.ts";

/**
 * Counts what waits for somebody, up to 99, without reading a request whole: for the number beside "Approvals".
 *
 * It looks at who was asked and still holds a group of the stage; what else separates somebody from a request is left
 * to the list, so it may count one that the list leaves out.
 */
export async function countQueue({ db }: ServerContext, actor: Actor): Promise<number> {
  const { names, ledTeams } = askedGroups(actor);
  if (actor.kind !== "user" || (names.length === 0 && ledTeams.length === 0)) return 0;
  const [row] = await db.query<{ count: number }>(sql`
    WITH asked AS (
      (SELECT q.team, q.approval_plan -> q.stage AS stage FROM approvers a
        JOIN requests q ON q.id = a.request_id AND q.revision = a.revision AND q.stage = a.stage
        WHERE a.principal_id = ${actor.principalId} AND a.open AND q.state = 'pending_approval'
        ORDER BY a.risk DESC, a.asked_at, a.request_id LIMIT 200)
      UNION ALL
      (SELECT q.team, q.approval_plan -> q.stage FROM requests q
        WHERE q.approvers_unknown AND q.state = 'pending_approval' AND q.requester_id <> ${actor.principalId}
          AND q.on_behalf_of_id IS DISTINCT FROM ${actor.principalId}
          AND NOT EXISTS (SELECT FROM approvers a WHERE a.request_id = q.id AND a.revision = q.revision)
        ORDER BY q.risk DESC, q.stage_asked_at, q.id LIMIT 200))
    SELECT count(*)::int AS count FROM (SELECT FROM asked
      CROSS JOIN LATERAL (SELECT (stage -> 'groups') || coalesce(stage -> 'escalateTo', '[]') AS groups) g
      WHERE g.groups ?| ${names} OR (g.groups ? 'team-leads' AND team = ANY(${ledTeams})) LIMIT 99) counted`);
  return row?.count ?? 0;
}
