import type { ApprovalPlan } from "#domain/approvals/approval-plan.ts";
import { approverClaims } from "#domain/approvals/approver-groups.ts";
import { stageBarrier } from "#domain/approvals/can-decide.ts";
import { approvalStageSchema } from "#domain/contracts/decision.ts";
import { sql } from "#server/adapters/db/sql.ts";
import { readAccountOwners } from "#server/approvals/read-account-owners.ts";
import type { ServerContext } from "#server/context.ts";
import { attributesOf } from "#server/identity/actor-from-principal.ts";
import { recordNotification } from "#server/notifications/notify.ts";

/** So many people are asked at most; of more than the first, those who may not decide are left out unread. */
const askedMax = 200;
const candidatesMax = 2000;

interface Asking {
  readonly name: string;
  readonly team: string;
  readonly templateId: string;
  readonly environment: string;
  readonly revision: number;
  readonly requesterId: string;
  readonly onBehalfOfId: string | null;
  readonly requester: string;
  readonly plan: unknown;
}

interface Candidate {
  readonly id: string;
  readonly email: string | null;
  readonly groups: string[];
}

/**
 * Records a message to every known person who can decide the pending stage, and to nobody else, once per revision.
 *
 * Gives the ids of the new ones, for the caller to send.
 */
export async function askApprovers(ctx: ServerContext, requestId: string): Promise<readonly string[]> {
  return ctx.db.transaction(async (tx) => {
    const [asking] = await tx.query<Asking>(sql`
      SELECT q.name, q.team, q.template_id AS "templateId", q.environment, q.revision, q.requester_id AS "requesterId",
        q.on_behalf_of_id AS "onBehalfOfId", coalesce(p.name, p.email, 'Somebody') || coalesce(' for ' || b.name, '') AS requester, q.approval_plan AS plan
      FROM requests q JOIN principals p ON p.id = q.requester_id LEFT JOIN principals b ON b.id = q.on_behalf_of_id
      WHERE q.id = ${requestId} AND q.state = 'pending_approval'`);
    if (asking === undefined) return [];
    await tx.query(sql`UPDATE requests SET asked_revision = ${asking.revision} WHERE id = ${requestId}`);
    const approvalPlan = approvalStageSchema.array().parse(asking.plan);
    const claims = approvalPlan[0]?.groups.flatMap((group) => approverClaims(group, asking.team, ctx.catalog)) ?? [];
    const owners = (await readAccountOwners(tx, [asking.requesterId])).get(asking.requesterId) ?? [];
    const candidates = await tx.query<Candidate>(sql`
      SELECT id, email, groups FROM principals WHERE groups && ${claims} AND kind = 'user' AND disabled_at IS NULL AND email IS NOT NULL
        AND id <> ${asking.requesterId} AND id IS DISTINCT FROM ${asking.onBehalfOfId}
        AND id <> ALL(${owners.map((owner) => owner.principalId)}) ORDER BY id LIMIT ${candidatesMax}`);
    const approvers = candidates.filter((person) => mayDecide(ctx, person, { ...asking, approvalPlan }));
    const { name, environment, requester } = asking;
    const recorded: string[] = [];
    for (const { id } of approvers.slice(0, askedMax)) {
      const notification = await recordNotification(tx, {
        dedupeKey: `approval.requested:${requestId}:${asking.revision}:${id}`,
        recipientId: id,
        template: "approval.requested",
        payload: { requestId, name, environment, requester },
      });
      if (notification !== null) recorded.push(notification);
    }
    return recorded;
  });
}

/** Whoever maintains the template, or is not what the stage demands, is not asked where that bars them. */
function mayDecide(
  ctx: ServerContext,
  { email, groups }: Candidate,
  { team, templateId, approvalPlan }: Pick<Asking, "team" | "templateId"> & { readonly approvalPlan: ApprovalPlan },
): boolean {
  const { catalog } = ctx;
  const request = { team, approvalPlan, maintainers: catalog.templates.get(templateId)?.maintainers ?? null };
  const attributes = attributesOf(ctx, { groups });
  return stageBarrier({ email, groups, attributes }, { request, stage: 0, catalog }) === null;
}
