import type { ApprovalPlan } from "#domain/approvals/approval-plan.ts";
import { approverClaims } from "#domain/approvals/approver-groups.ts";
import type { Party } from "#domain/approvals/owns-request.ts";
import { eligibleApprovers, type KnownPerson } from "#domain/approvals/eligible-approvers.ts";
import type { Queryable } from "#server/adapters/db/database.ts";
import { sql } from "#server/adapters/db/sql.ts";
import { readAccountOwners } from "#server/approvals/read-account-owners.ts";
import { attributesOf, type RoleSources } from "#server/identity/actor-from-principal.ts";
import type { ServerContext } from "#server/context.ts";

/** So many of a stage's groups are looked at, those who signed in last before the others. */
const peopleMax = 500;

/** Whose request is asked about, under which plan. */
export interface ResolvableRequest {
  readonly plan: ApprovalPlan;
  readonly team: string;
  readonly templateId: string;
  readonly requesterId: string;
  readonly onBehalfOfId: string | null;
}

/** Somebody who may decide, as others may see them. */
export interface KnownApprover extends KnownPerson {
  readonly name: string;
}

/**
 * Gives who may decide on each stage of a plan, as the ledger knows people now: holders of the stage's groups who can
 * sign in, without everybody whom separation of duties bars.
 *
 * At most 500 per stage: of a larger group those who signed in last. An empty list means that nobody may.
 */
export async function resolveApprovers(
  on: Queryable,
  ctx: Pick<ServerContext, "catalog" | "settings">,
  asked: ResolvableRequest,
): Promise<readonly (readonly KnownApprover[])[]> {
  const { plan, team, templateId } = asked;
  if (plan.length === 0) return [];
  const people = await readPeople(on, ctx, asked);
  const maintainers = ctx.catalog.templates.get(templateId)?.maintainers ?? null;
  const request = { team, approvalPlan: plan, maintainers, ...(await readParties(on, asked)) };
  return plan.map((_, stage) =>
    eligibleApprovers(
      people.filter((person) => person.stage === stage),
      request,
      { stage, catalog: ctx.catalog },
    ),
  );
}

interface Candidate extends KnownApprover {
  readonly stage: number;
}

async function readPeople(
  on: Queryable,
  sources: RoleSources & Pick<ServerContext, "catalog">,
  asked: ResolvableRequest,
) {
  const stages = asked.plan.map(({ groups }, stage) => ({
    stage,
    claims: groups.flatMap((group) => approverClaims(group, asked.team, sources.catalog)),
  }));
  const rows = await on.query<Omit<Candidate, "attributes"> & { groups: string[] }>(sql`
    SELECT s.stage, p.id AS "principalId", p.name, p.email, p.groups
    FROM jsonb_to_recordset(${JSON.stringify(stages)}) AS s(stage integer, claims text[]),
      LATERAL (SELECT id, name, email, groups FROM principals
        WHERE groups && s.claims AND kind = 'user' AND disabled_at IS NULL
        ORDER BY last_sign_in_at DESC NULLS LAST, id LIMIT ${peopleMax}) p
    ORDER BY s.stage, p.name, p.id`);
  return rows.map((row): Candidate => ({ ...row, attributes: attributesOf(sources, row) }));
}

async function readParties(on: Queryable, { requesterId, onBehalfOfId }: ResolvableRequest) {
  const ids = [requesterId, ...(onBehalfOfId === null ? [] : [onBehalfOfId])];
  const parties = await on.query<Party>(sql`
    SELECT id AS "principalId", email FROM principals WHERE id = ANY(${ids})`);
  const party = (id: string) =>
    parties.find(({ principalId }) => principalId === id) ?? { principalId: id, email: null };
  return {
    requester: party(requesterId),
    onBehalfOf: onBehalfOfId === null ? null : party(onBehalfOfId),
    requesterOwners: (await readAccountOwners(on, [requesterId])).get(requesterId) ?? [],
  };
}
