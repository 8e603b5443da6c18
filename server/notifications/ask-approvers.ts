import { approverClaims } from "#domain/approvals/approver-groups.ts";
import { approvalStageSchema } from "#domain/contracts/decision.ts";
import { sql } from "#server/adapters/db/sql.ts";
import { readAccountOwners } from "#server/approvals/read-account-owners.ts";
import type { ServerContext } from "#server/context.ts";
import { recordNotification } from "#server/notifications/notify.ts";

interface Asking {
  readonly name: string;
  readonly team: string;
  readonly environment: string;
  readonly revision: number;
  readonly requesterId: string;
  readonly onBehalfOfId: string | null;
  readonly requester: string;
  readonly plan: unknown;
}

/**
 * Records a message to every known person who can decide the pending stage, and to nobody else, once per revision.
 *
 * Gives the ids of the new ones, for the caller to send.
 */
export async function askApprovers(ctx: ServerContext, requestId: string): Promise<readonly string[]> {
  return ctx.db.transaction(async (tx) => {
    const [asking] = await tx.query<Asking>(sql`
      SELECT q.name, q.team, q.environment, q.revision, q.requester_id AS "requesterId",
        q.on_behalf_of_id AS "onBehalfOfId", coalesce(p.name, p.email, 'Somebody') || coalesce(' for ' || b.name, '') AS requester, q.approval_plan AS plan
      FROM requests q JOIN principals p ON p.id = q.requester_id LEFT JOIN principals b ON b.id = q.on_behalf_of_id
      WHERE q.id = ${requestId} AND q.state = 'pending_approval'`);
    if (asking === undefined) return [];
    await tx.query(sql`UPDATE requests SET asked_revision = ${asking.revision} WHERE id = ${requestId}`);
    const [stage] = approvalStageSchema.array().parse(asking.plan);
    const claims = stage?.groups.flatMap((group) => approverClaims(group, asking.team, ctx.catalog)) ?? [];
    const owners = (await readAccountOwners(tx, [asking.requesterId])).get(asking.requesterId) ?? [];
    const approvers = await tx.query<{ id: string }>(sql`
      SELECT id FROM principals WHERE groups && ${claims} AND kind = 'user' AND disabled_at IS NULL AND email IS NOT NULL
        AND id <> ${asking.requesterId} AND id IS DISTINCT FROM ${asking.onBehalfOfId}
        AND id <> ALL(${owners.map((owner) => owner.principalId)}) ORDER BY id LIMIT 200`);
    const { name, environment, requester } = asking;
    const recorded: string[] = [];
    for (const { id } of approvers) {
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
