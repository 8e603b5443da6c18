import type { ApprovalPlan } from "#domain/approvals/approval-plan.ts";
import { stageBarrier } from "#domain/approvals/can-decide.ts";
import type { Queryable } from "#server/adapters/db/database.ts";
import { sql } from "#server/adapters/db/sql.ts";
import { resolveApprovers } from "#server/approvals/resolve-approvers.ts";
import type { ServerContext } from "#server/context.ts";
import { attributesOf } from "#server/identity/actor-from-principal.ts";

/** A request as its pending stage stands. */
export interface AskedRequest {
  readonly requestId: string;
  readonly revision: number;
  readonly stage: number;
  readonly plan: ApprovalPlan;
  readonly team: string;
  readonly templateId: string;
  readonly requesterId: string;
  readonly onBehalfOfId: string | null;
}

/** Somebody who can decide on it at this moment. */
export interface Decider {
  readonly principalId: string;
  readonly name: string;
  /** Whether a deadline added them. */
  readonly isEscalated: boolean;
}

interface Row extends Decider {
  readonly email: string | null;
  readonly groups: string[];
}

/**
 * Gives everybody whom the pending stage waits for and who can still decide on it: who was resolved as it was filed or
 * escalated, has not voted, is not disabled and has not lost what the stage demands.
 */
export async function findDeciders(
  on: Queryable,
  ctx: Pick<ServerContext, "catalog" | "settings">,
  asked: AskedRequest,
): Promise<readonly Decider[]> {
  const { requestId, revision, stage, team, plan } = asked;
  const rows = await on.query<Row>(sql`
    SELECT p.id AS "principalId", coalesce(p.name, p.email, 'Somebody') AS name, p.email, p.groups,
      a.via = 'escalation' AS "isEscalated"
    FROM approvers a JOIN principals p ON p.id = a.principal_id
    WHERE a.request_id = ${requestId} AND a.revision = ${revision} AND a.stage = ${stage} AND a.open
      AND p.disabled_at IS NULL ORDER BY p.name, p.id`);
  if (rows.length === 0) return findUnresolved(on, ctx, asked);
  const maintainers = ctx.catalog.templates.get(asked.templateId)?.maintainers ?? null;
  const request = { team, approvalPlan: plan, maintainers };
  return rows.filter(({ email, groups, isEscalated }) => {
    const person = { email, groups, attributes: attributesOf(ctx, { groups }) };
    return stageBarrier(person, { request, stage, catalog: ctx.catalog, isEscalated }) === null;
  });
}

/** A request from before its approvers were written down waits for who holds its groups now. */
async function findUnresolved(
  on: Queryable,
  ctx: Pick<ServerContext, "catalog" | "settings">,
  asked: AskedRequest,
): Promise<readonly Decider[]> {
  const { requestId, revision, stage } = asked;
  const [resolved] = await on.query(sql`
    SELECT 1 FROM approvers WHERE request_id = ${requestId} AND revision = ${revision} LIMIT 1`);
  if (resolved !== undefined) return [];
  const people = (await resolveApprovers(on, ctx, asked))[stage] ?? [];
  return people.map(({ principalId, name }) => ({ principalId, name, isEscalated: false }));
}
