import { performance } from "node:perf_hooks";
import { startPastLedger, type PastLedger } from "#bench/past-ledger.ts";
import { signInPersona } from "#bench/sign-in-persona.ts";
import type { Actor } from "#domain/access/actor.ts";
import { sql } from "#server/adapters/db/sql.ts";
import { countQueue } from "#server/approvals/count-queue.ts";
import { listQueueEntries } from "#server/approvals/list-queue-entries.ts";
import { submitRequest } from "#server/requests/submit-request.ts";

/** Milliseconds of each call, on a ledger where 100 requests wait and on one where many do, in turns. */
export interface QueueFigures {
  readonly small: readonly number[];
  readonly large: readonly number[];
}

const smallCount = 100;
/** What waits for the one who has little to decide, among all that waits for others. */
const needleCount = 3;
const calls = 300;
const copiesAtOnce = 5000;

/** It stops at 99, however many there are: its ratio says little. */
export const countTitle = "number beside the menu";

interface QueueLedger extends PastLedger {
  /** Of the platform team: everything waits for him. */
  readonly omar: Actor;
  /** Three requests wait for her. */
  readonly needle: Actor;
}

/** Measures queues of 100 requests against queues of `count`: their first page, a page in the middle, their number. */
export async function measureQueue(count: number): Promise<ReadonlyMap<string, QueueFigures>> {
  await using small = await startQueueLedger(smallCount);
  await using large = await startQueueLedger(count);
  for (const { ctx, omar, needle } of [small, large]) {
    const pages = await Promise.all([omar, needle].map((actor) => listQueueEntries(ctx, actor, { limit: 50 })));
    if (pages.map(({ items }) => items.length).join() !== `50,${needleCount}`)
      throw new Error("A queue is not as it was made.");
  }
  const middle = new Map([small, large].map((ledger, index) => [ledger, [50, count / 2][index] ?? 0]));
  const cursors = new Map<QueueLedger, string>();
  for (const [ledger, skipped] of middle) cursors.set(ledger, await cursorBehind(ledger, skipped));
  const parts: readonly [string, (ledger: QueueLedger) => Promise<unknown>][] = [
    ["first page", ({ ctx, omar }) => listQueueEntries(ctx, omar, { limit: 50 })],
    [
      "page in the middle",
      (ledger) => listQueueEntries(ledger.ctx, ledger.omar, { limit: 50, cursor: cursors.get(ledger) }),
    ],
    [
      `first page of one for whom ${needleCount} wait`,
      ({ ctx, needle }) => listQueueEntries(ctx, needle, { limit: 50 }),
    ],
    [countTitle, ({ ctx, omar }) => countQueue(ctx, omar)],
  ];
  const figures = new Map<string, QueueFigures>();
  for (const [title, work] of parts) figures.set(title, await inTurns(work, small, large));
  return figures;
}

/** Call by call, so that whatever else the machine does meets both alike. */
async function inTurns(work: (ledger: QueueLedger) => Promise<unknown>, small: QueueLedger, large: QueueLedger) {
  const found = { small: [] as number[], large: [] as number[] };
  for (let call = -calls / 10; call < calls; call++) {
    const [ofSmall, ofLarge] = [await timed(() => work(small)), await timed(() => work(large))];
    if (call < 0) continue;
    found.small.push(ofSmall);
    found.large.push(ofLarge);
  }
  return found;
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const startedAt = performance.now();
  await work();
  return performance.now() - startedAt;
}

async function cursorBehind({ ctx, omar }: QueueLedger, skipped: number): Promise<string> {
  const [row] = await ctx.db.query<{ risk: number; askedAt: Date; id: string }>(sql`
    SELECT risk, asked_at AS "askedAt", request_id AS id FROM approvers WHERE principal_id = ${omar.principalId} AND open
    ORDER BY risk DESC, asked_at, request_id OFFSET ${skipped - 1} LIMIT 1`);
  if (row === undefined) throw new Error("The queue is shorter than that.");
  return Buffer.from(JSON.stringify([row.risk, row.askedAt.toISOString(), row.id])).toString("base64url");
}

/** A ledger on which `count` requests wait for the platform team, three of them for one more person. */
async function startQueueLedger(count: number): Promise<QueueLedger> {
  const past = await startPastLedger(1000);
  const { ctx, dana, priya: needle } = past;
  const omar = await signInPersona(ctx, "omar");
  const body = { template: "postgres-small", name: "waits", team: "payments", environment: "production" } as const;
  const rest = { classification: "internal", purpose: "One of many that wait." } as const;
  const { request } = await submitRequest(ctx, dana, { body: { ...body, ...rest }, idempotencyKey: null });
  // Only its copies are for her.
  await ctx.db.query(sql`DELETE FROM approvers WHERE principal_id = ${needle.principalId}`);
  for (let done = 0; done < count; done += copiesAtOnce) {
    const until = Math.min(count, done + copiesAtOnce);
    await ctx.db.query(sql`
      WITH copied AS (
        INSERT INTO requests SELECT waiting.* FROM generate_series(${done}::int + 1, ${until}::int) n
        JOIN requests q ON q.id = ${request.id}
        CROSS JOIN LATERAL jsonb_populate_record(q, jsonb_build_object('id', 'waits_' || lpad(n::text, 6, '0'),
          'name', 'waits-' || n, 'holding', false, 'requester_id', 'person-' || (1 + n % 500), 'team', 'team-' || n % 300,
          'risk', (n * 31) % 90, 'stage_asked_at', now() - make_interval(secs => (n * 7919) % 600000))) AS waiting
        RETURNING id, revision, risk, stage_asked_at)
      INSERT INTO approvers (request_id, revision, stage, principal_id, open, risk, asked_at)
      SELECT c.id, c.revision, 0, asked.id, true, c.risk, c.stage_asked_at FROM copied c
      CROSS JOIN LATERAL (VALUES (${omar.principalId}), ('person-' || (1 + right(c.id, 4)::int % 400)), ('person-450'),
        (CASE WHEN right(c.id, 6)::int % (${count}::int / ${needleCount}::int) = 1 AND right(c.id, 6)::int < ${count}::int - 1
           THEN ${needle.principalId} END)) asked(id)
      WHERE asked.id IS NOT NULL`);
  }
  await ctx.db.query(sql`VACUUM ANALYZE requests`);
  await ctx.db.query(sql`VACUUM ANALYZE approvers`);
  return { ...past, omar, needle };
}
