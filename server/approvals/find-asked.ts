import type { Actor } from "#domain/access/actor.ts";
import type { Queryable } from "#server/adapters/db/database.ts";
import { sql } from "#server/adapters/db/sql.ts";
import type { QueuePosition } from "#server/approvals/queue-position.ts";

/** So many places are found at once. Written into the statements as well, so that no plan is made for more. */
export const askedAtOnce = 101;

/**
 * Finds what waits for somebody behind a place of their queue, in its order, by its index: the cost is of what is found,
 * not of what waits for others.
 *
 * It says who was asked; whether they still may decide is for `canDecide`. A revision that says nobody belongs to whoever
 * holds a group of its pending stage.
 */
export async function findAsked(
  on: Queryable,
  actor: Actor,
  { risk, askedAt, id }: QueuePosition,
): Promise<readonly QueuePosition[]> {
  const { names, ledTeams } = askedGroups(actor);
  return on.query<QueuePosition & Record<string, unknown>>(sql`
    WITH equal AS (
      SELECT a.risk, a.asked_at, a.request_id, a.revision, a.stage FROM approvers a
      WHERE a.principal_id = ${actor.principalId} AND a.open AND a.risk = ${risk}
        AND (a.asked_at, a.request_id) > (${askedAt}, ${id})
      ORDER BY a.asked_at, a.request_id LIMIT 101),
    lower AS (
      SELECT a.risk, a.asked_at, a.request_id, a.revision, a.stage FROM approvers a
      WHERE a.principal_id = ${actor.principalId} AND a.open AND a.risk < ${risk}
      ORDER BY a.risk DESC, a.asked_at, a.request_id LIMIT 101),
    unsaid AS (
      SELECT q.risk, q.stage_asked_at, q.id, q.revision, q.stage FROM requests q
      WHERE q.approvers_unknown AND q.state = 'pending_approval' AND q.requester_id <> ${actor.principalId}
        AND ((q.approval_plan -> q.stage -> 'groups') ?| ${names}
          OR ((q.approval_plan -> q.stage -> 'groups') ? 'team-leads' AND q.team = ANY(${ledTeams})))
        AND (q.risk < ${risk} OR (q.risk = ${risk} AND (q.stage_asked_at, q.id) > (${askedAt}, ${id})))
        AND NOT EXISTS (SELECT FROM approvers a WHERE a.request_id = q.id AND a.revision = q.revision)
      ORDER BY q.risk DESC, q.stage_asked_at, q.id LIMIT 101),
    asked AS (SELECT * FROM equal UNION ALL SELECT * FROM lower UNION ALL SELECT * FROM unsaid)
    SELECT risk, asked_at AS "askedAt", request_id AS id FROM asked ORDER BY risk DESC, asked_at, request_id LIMIT 101`);
}

/** The names under which a stage asks somebody, as `approverClaims` reads them. */
export function askedGroups({ platformRoles, memberships, groups }: Actor) {
  return {
    names: [...platformRoles.filter((role) => role !== "auditor"), ...groups.map((claim) => `group:${claim}`)],
    ledTeams: memberships.filter(({ lead }) => lead).map(({ team }) => team),
  };
}
