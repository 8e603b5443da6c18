import type { Actor } from "#domain/access/actor.ts";
import type { Prisma } from "#prisma/generated/client.ts";
import { decidableRecords } from "#server/approvals/decidable-records.ts";
import { askedAtOnce, findAsked } from "#server/approvals/find-asked.ts";
import { decodeQueuePosition, encodeQueuePosition, type QueuePosition } from "#server/approvals/queue-position.ts";
import { queueSelect, type QueueRecord } from "#server/approvals/queue-record.ts";
import type { ServerContext } from "#server/context.ts";
import { visibleOrAsked } from "#server/requests/visible-or-asked.ts";

/** Which part of a queue is wanted. */
interface QueueQuery {
  readonly cursor?: string | undefined;
  /** Up to 100. */
  readonly limit: number;
  /** Narrows it; the order stays. */
  readonly where?: Prisma.RequestWhereInput;
}

/** One page of a queue, and where the next begins. */
interface QueuePage {
  readonly records: readonly QueueRecord[];
  readonly nextCursor: string | null;
}

/** So often more is looked for until a page is full; one that is not says where it stopped. */
const roundsMax = 10;

/**
 * Lists what waits for somebody, the riskiest first, then what has waited longest, and nothing that they may not decide.
 *
 * A page can be shorter than `limit` though more follows: `nextCursor` alone says whether it does.
 * @throws invalid_input for a cursor of another list
 */
export async function listQueue(ctx: ServerContext, actor: Actor, query: QueueQuery): Promise<QueuePage> {
  const found: FoundRecord[] = [];
  let position = decodeQueuePosition(query.cursor);
  for (let round = 0; round < roundsMax; round++) {
    const asked = await findAsked(ctx.db, actor, position);
    // One more than is missing, so that a full page knows whether another follows.
    const looked = asked.slice(0, Math.min(askedAtOnce - 1, query.limit - found.length + 1));
    found.push(...(await readDecidable(ctx, actor, { looked, where: query.where })));
    if (found.length > query.limit) return pageOf(found.slice(0, query.limit), found[query.limit - 1]?.position);
    if (looked.length === asked.length) return pageOf(found, undefined);
    position = looked.at(-1) ?? position;
  }
  return pageOf(found, position);
}

interface FoundRecord {
  readonly record: QueueRecord;
  readonly position: QueuePosition;
}

function pageOf(found: readonly FoundRecord[], stopped: QueuePosition | undefined): QueuePage {
  return { records: found.map(({ record }) => record), nextCursor: stopped ? encodeQueuePosition(stopped) : null };
}

async function readDecidable(
  ctx: ServerContext,
  actor: Actor,
  { looked, where }: { readonly looked: readonly QueuePosition[]; readonly where?: Prisma.RequestWhereInput },
): Promise<readonly FoundRecord[]> {
  if (looked.length === 0) return [];
  const records = await ctx.db.prisma.request.findMany({
    where: {
      AND: [
        { id: { in: looked.map(({ id }) => id) }, state: "pending_approval" },
        visibleOrAsked(actor),
        ...(where ? [where] : []),
      ],
    },
    select: queueSelect,
  });
  const decidable = new Map((await decidableRecords(ctx, actor, records)).map((record) => [record.id, record]));
  return looked.flatMap((position) => {
    const record = decidable.get(position.id);
    return record ? [{ record, position }] : [];
  });
}
