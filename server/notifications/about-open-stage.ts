import { approvalStageSchema } from "#domain/contracts/decision.ts";
import type { Queryable } from "#server/adapters/db/database.ts";
import { sql } from "#server/adapters/db/sql.ts";
import type { ServerContext } from "#server/context.ts";
import { aboutDeciders } from "#server/notifications/about-deciders.ts";
import { findDeciders, type AskedRequest } from "#server/notifications/find-deciders.ts";

/** What a message says of the stage that waits now: who may decide on it and how long they usually take; else nothing. */
export async function aboutOpenStage(
  on: Queryable,
  ctx: Pick<ServerContext, "catalog" | "settings">,
  requestId: string,
): Promise<{ readonly who?: string; readonly usualWait?: string }> {
  const [row] = await on.query<Omit<AskedRequest, "plan"> & { readonly plan: unknown }>(sql`
    SELECT id AS "requestId", revision, stage, approval_plan AS plan, team, template_id AS "templateId",
      requester_id AS "requesterId", on_behalf_of_id AS "onBehalfOfId"
    FROM requests WHERE id = ${requestId} AND state = 'pending_approval' AND stage IS NOT NULL`);
  if (row === undefined) return {};
  const asked = { ...row, plan: approvalStageSchema.array().parse(row.plan) };
  return aboutDeciders(on, asked, await findDeciders(on, ctx, asked));
}
