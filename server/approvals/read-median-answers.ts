import type { ApprovalPlan } from "#domain/approvals/approval-plan.ts";
import type { Queryable } from "#server/adapters/db/database.ts";
import { sql } from "#server/adapters/db/sql.ts";

/** Fewer answers say nothing about the next. */
const answersMin = 3;
/** The newest ones are looked at, however many there are. */
const answersMax = 200;
const days = 90;

/**
 * Gives by stage how many seconds the people of its groups usually took from being asked to answering: the median of
 * their newest 200 votes of 90 days on stages that asked the same groups; null: there are fewer than three.
 */
export async function readMedianAnswers(on: Queryable, plan: ApprovalPlan): Promise<readonly (number | null)[]> {
  const stages = plan.map(({ groups }, stage) => ({ stage, groups }));
  const rows = await on.query<{ median: number | null }>(sql`
    SELECT CASE WHEN m.answers >= ${answersMin} THEN m.median END AS median
    FROM jsonb_to_recordset(${JSON.stringify(stages)}) AS s(stage integer, groups jsonb),
      LATERAL (SELECT count(*) AS answers, round(percentile_cont(0.5) WITHIN GROUP (ORDER BY answer_seconds))::integer AS median
        FROM (SELECT answer_seconds FROM votes
          WHERE asked_groups = s.groups::text AND at > clock_timestamp() - make_interval(days => ${days})
            AND answer_seconds IS NOT NULL
          ORDER BY at DESC LIMIT ${answersMax}) v) m
    ORDER BY s.stage`);
  return rows.map(({ median }) => median);
}
