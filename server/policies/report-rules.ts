import { z } from "zod";
import type { Actor } from "#domain/access/actor.ts";
import { canKeepGuardrails } from "#domain/access/can-keep-guardrails.ts";
import { AppError } from "#domain/errors/app-error.ts";
import type { RuleReport } from "#domain/policies/rule-report.ts";
import { sql } from "#server/adapters/db/sql.ts";
import type { ServerContext } from "#server/context.ts";

/** More requests than this are not read: a report is a hint, and a page does not wait for it. */
const requestsMax = 20_000;

const reportSchema = z.object({
  rule: z.string(),
  hits: z.number(),
  denied: z.number(),
  toHumans: z.number(),
  approved: z.number(),
  medianWaitHours: z.number().nullable(),
});

/**
 * Reports by rule what the rules in force have come to over the last days: hits, denials, how many requests went to
 * humans and how many of those were approved. Of more than 20,000 requests the newest count.
 *
 * @throws not_found for everybody but the platform's roles: the numbers are of every team
 */
export async function reportRules(
  { db }: ServerContext,
  actor: Actor,
  days: number,
): Promise<ReadonlyMap<string, RuleReport>> {
  if (!canKeepGuardrails(actor)) throw new AppError("not_found", "There is nothing at this address.");
  const rows = await db.query(sql`
    SELECT t.rule, count(*)::int AS hits, (count(*) FILTER (WHERE t.result = 'deny'))::int AS denied,
      (count(*) FILTER (WHERE h.asked))::int AS "toHumans",
      (count(*) FILTER (WHERE h.asked AND h.approved))::int AS approved,
      percentile_cont(0.5) WITHIN GROUP (ORDER BY h.hours) FILTER (WHERE h.asked AND h.approved) AS "medianWaitHours"
    FROM (
      SELECT r.id, r.state, r.created_at, r.decision FROM requests r
      WHERE r.created_at >= now() - make_interval(days => ${days})
      ORDER BY r.created_at DESC LIMIT ${requestsMax}) r
    CROSS JOIN LATERAL jsonb_to_record(r.decision) AS d(outcome text, trace jsonb)
    CROSS JOIN LATERAL jsonb_to_recordset(d.trace) AS t(rule text, result text)
    CROSS JOIN LATERAL (SELECT
      d.outcome = 'needs_approval' AND t.result IN ('needs_approval', 'error') AS asked,
      r.state IN ('approved', 'provisioning', 'fulfilled', 'failed') AS approved,
      CASE WHEN d.outcome = 'needs_approval' AND t.result IN ('needs_approval', 'error') THEN (
        SELECT extract(epoch FROM max(v.at) - r.created_at) / 3600 FROM votes v
        WHERE v.request_id = r.id AND v.valid AND v.verdict = 'approve') END::double precision AS hours) h
    WHERE t.result <> 'pass'
    GROUP BY t.rule`);
  return new Map(
    z
      .array(reportSchema)
      .parse(rows)
      .map((report) => [report.rule, report]),
  );
}
