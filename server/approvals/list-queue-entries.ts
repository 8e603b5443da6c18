import type { z } from "zod";
import type { Actor } from "#domain/access/actor.ts";
import type { Queue, queueQuerySchema } from "#domain/contracts/queue.ts";
import { listQueue } from "#server/approvals/list-queue.ts";
import { presentQueueEntry } from "#server/approvals/present-queue-entry.ts";
import type { ServerContext } from "#server/context.ts";
import { presentRequest } from "#server/requests/present-request.ts";

const pageRows = 50;

/**
 * Lists what waits for the actor as `listQueue` finds it, each with what is needed to choose: risk, findings, due time.
 *
 * @throws invalid_input for a cursor of another list
 */
export async function listQueueEntries(
  ctx: ServerContext,
  actor: Actor,
  { cursor, limit = pageRows }: z.infer<typeof queueQuerySchema>,
): Promise<Queue> {
  const { records, nextCursor } = await listQueue(ctx, actor, { cursor, limit });
  const items = records.map((record) => presentQueueEntry(presentRequest(record, ctx.settings), record, ctx.catalog));
  return { items, nextCursor };
}
