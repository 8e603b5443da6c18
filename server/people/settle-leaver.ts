import { sql } from "#server/adapters/db/sql.ts";
import type { ServerContext } from "#server/context.ts";
import { endAccessOfLeaver } from "#server/people/end-access-of-leaver.ts";
import { startReowning } from "#server/people/start-reowning.ts";
import { voidLeaverVotes } from "#server/people/void-leaver-votes.ts";
import { withdrawOfLeaver } from "#server/people/withdraw-of-leaver.ts";
import { lockRequest } from "#server/requests/lock-request.ts";

/**
 * Settles what a deactivated person left behind, from the rows: what they asked for and is not begun is withdrawn, their
 * votes on what is not executed count no more, no queue holds anything for them, what waits to be opened by them is
 * revoked, and what they own looks for a new owner.
 *
 * Restartable: every step is a transaction of its own that finds only what is left to do, and does nothing for somebody
 * who can sign in.
 */
export async function settleLeaver(ctx: ServerContext, principalId: string): Promise<void> {
  await withdrawOfLeaver(ctx, principalId);
  await voidVotesOf(ctx, principalId);
  await leaveQueues(ctx, principalId);
  await endAccessOfLeaver(ctx, principalId);
  await startReowning(ctx, principalId);
}

async function voidVotesOf(ctx: ServerContext, principalId: string): Promise<void> {
  const voted = await ctx.db.query<{ id: string }>(sql`
    SELECT DISTINCT q.id FROM votes v JOIN requests q ON q.id = v.request_id JOIN principals p ON p.id = v.principal_id
    WHERE p.id = ${principalId} AND p.disabled_at IS NOT NULL AND v.valid
      AND q.state IN ('pending_approval', 'approved') ORDER BY q.id`);
  for (const { id } of voted) {
    await ctx.db.transaction(async (tx) => voidLeaverVotes(tx, ctx, await lockRequest(tx, id)));
  }
}

/** `left` stays when they come back: they may decide on what is filed after that. */
async function leaveQueues(ctx: ServerContext, principalId: string): Promise<void> {
  await ctx.db.query(sql`
    UPDATE approvers a SET open = false, via = 'left' FROM principals p, requests q
    WHERE p.id = ${principalId} AND p.disabled_at IS NOT NULL AND a.principal_id = p.id AND q.id = a.request_id
      AND a.via <> 'left' AND (a.open OR q.state IN ('pending_approval', 'approved'))`);
}
