import type { Actor } from "#domain/access/actor.ts";
import { canKeepGuardrails } from "#domain/access/can-keep-guardrails.ts";
import type { QuotaStanding } from "#domain/catalog/quota-standing.ts";
import { sql } from "#server/adapters/db/sql.ts";
import type { ServerContext } from "#server/context.ts";

const dearestMax = 3;

/**
 * Lists the quotas and budgets that count the viewer's teams, and for who keeps or audits the guardrails all of them.
 *
 * A quota over all teams tells everybody its sum, as a decision does; whose requests make it up is told of the viewer's
 * own teams alone.
 */
export async function listQuotas(ctx: ServerContext, actor: Actor): Promise<readonly QuotaStanding[]> {
  const teams = canKeepGuardrails(actor) ? null : actor.memberships.map(({ team }) => team);
  const counted = ctx.catalog.quotas.filter(({ scope }) => !teams || scope.team === null || teams.includes(scope.team));
  if (counted.length === 0) return [];
  const asked = counted.map(({ id, scope, measure }) => ({ id, measure, ...scope }));
  const rows = await ctx.db.query<Pick<QuotaStanding, "id" | "held" | "waiting" | "dearest">>(sql`
    SELECT q.id, held_by(q.team, q.environment, q.template, q.measure, '') AS held, w.waiting, d.dearest
    FROM jsonb_to_recordset(${JSON.stringify(asked)})
      AS q(id text, team text, environment text, template text, measure text)
    CROSS JOIN LATERAL (
      SELECT coalesce(sum(CASE q.measure WHEN 'count' THEN 1 WHEN 'units' THEN r.units ELSE r.monthly_cost END), 0)::float8
        AS waiting
      FROM requests r WHERE r.holding AND r.state = 'pending_approval' AND (q.team IS NULL OR r.team = q.team)
        AND (q.environment IS NULL OR r.environment = q.environment) AND (q.template IS NULL OR r.template_id = q.template)
    ) w
    CROSS JOIN LATERAL (
      SELECT coalesce(jsonb_agg(to_jsonb(h) ORDER BY h.amount DESC, h."requestId"), '[]') AS dearest FROM (
        SELECT r.id AS "requestId", r.name, r.team, r.environment,
          CASE q.measure WHEN 'count' THEN 1 WHEN 'units' THEN r.units ELSE r.monthly_cost END::float8 AS amount
        FROM requests r WHERE r.holding AND (q.team IS NULL OR r.team = q.team)
          AND (q.environment IS NULL OR r.environment = q.environment) AND (q.template IS NULL OR r.template_id = q.template)
          AND (${teams === null} OR r.team IN (SELECT jsonb_array_elements_text(${JSON.stringify(teams ?? [])})))
        ORDER BY 5 DESC, 1 LIMIT ${dearestMax}) h
    ) d`);
  const standing = new Map(rows.map((row) => [row.id, row]));
  return counted.map((quota) => ({ ...quota, ...(standing.get(quota.id) ?? { held: 0, waiting: 0, dearest: [] }) }));
}
