import { signInPersona } from "#bench/sign-in-persona.ts";
import { monitorEventLoopDelay } from "node:perf_hooks";
import { join } from "node:path";
import { startDurableLedger } from "#bench/durable-ledger.ts";
import type { Catalog } from "#domain/catalog/catalog.ts";
import type { SubmitBody } from "#domain/contracts/request.ts";
import { candidateCatalog } from "#domain/policies/candidate-catalog.ts";
import { sql } from "#server/adapters/db/sql.ts";
import { openContext, type ServerContext } from "#server/context.ts";
import { readRecorded } from "#server/policies/read-recorded.ts";
import { replayRequests } from "#server/policies/replay-requests.ts";
import { submitRequest } from "#server/requests/submit-request.ts";
import { readSettings } from "#server/settings.ts";

/** Seconds of a replay, of its work in this process, and of reading the same rows alone; turns of the event loop; heap. */
export interface ReplayFigures {
  readonly looked: number;
  readonly flips: number;
  readonly seconds: number;
  readonly readSeconds: number;
  readonly cpuSeconds: number;
  /** Within so long 99 of 100 turns of the event loop come. */
  readonly turnMs: number;
  readonly heapMiB: number;
}

const days = 90;
const copiesAtOnce = 2000;

/** Replays `count` requests of the last 90 days with the shipped shadow rule enforced, on a ledger of its own. */
export async function measureReplay(count: number): Promise<ReplayFigures> {
  await using ledger = await startDurableLedger();
  const home = join(import.meta.dirname, "..");
  const ctx = await openContext(
    "web",
    readSettings({ NODE_ENV: "test", LATCHKEY_HOME: home, DATABASE_URL_WEB: ledger.admin }),
  );
  try {
    await fillPast(ctx, count);
    const candidate = candidateCatalog(ctx.catalog, [{ rule: "bot-confidential", as: "enforce" }]);
    const readSeconds = await timed(() => drain(ctx, count));
    return { readSeconds, ...(await measure(ctx, candidate, count)) };
  } finally {
    await ctx.db.close();
  }
}

async function measure(ctx: ServerContext, candidate: Catalog, count: number) {
  const turns = monitorEventLoopDelay({ resolution: 5 });
  const before = process.memoryUsage().heapUsed;
  let heapMax = before;
  const watch = setInterval(() => (heapMax = Math.max(heapMax, process.memoryUsage().heapUsed)), 50);
  const cpu = process.cpuUsage();
  turns.enable();
  const { settings, catalog: today } = ctx;
  const found = await replayRequests(ctx.db, { days, requestsMax: count, candidate, today, settings });
  turns.disable();
  const used = process.cpuUsage(cpu);
  const cpuSeconds = (used.user + used.system) / 1e6;
  clearInterval(watch);
  const flips = found.counts.reduce((sum, { all }) => sum + all, 0);
  const heapMiB = (heapMax - before) / 2 ** 20;
  return {
    looked: found.looked,
    flips,
    seconds: found.milliseconds / 1000,
    cpuSeconds,
    turnMs: turns.percentile(99) / 1e6,
    heapMiB,
  };
}

async function drain({ db }: ServerContext, count: number): Promise<void> {
  const range = { from: new Date(Date.now() - days * 86_400_000), until: new Date(), rowsMax: count };
  for await (const rows of readRecorded(db, range)) void rows;
}

async function timed(work: () => Promise<void>): Promise<number> {
  const startedAt = performance.now();
  await work();
  return (performance.now() - startedAt) / 1000;
}

/** Submits a request of every kind, and copies them over the days; of each 50 copies one was granted by older rules. */
async function fillPast(ctx: ServerContext, count: number): Promise<void> {
  for (const name of ["dana", "noor", "priya"]) {
    const actor = await signInPersona(ctx, name);
    for (const body of bodies()) await submitRequest(ctx, actor, { body, idempotencyKey: null });
  }
  const bases = (await ctx.db.query<{ id: string }>(sql`SELECT id FROM requests ORDER BY id`)).map(({ id }) => id);
  for (let done = bases.length; done < count; done += copiesAtOnce) {
    await ctx.db.query(sql`
      INSERT INTO requests SELECT (r).* FROM (
        SELECT jsonb_populate_record(q, jsonb_build_object('id', 'past_' || n, 'holding', false,
          'created_at', now() - make_interval(secs => 86400.0 * 89 * n / ${count}),
          'decision', CASE WHEN n % 50 = 0 THEN q.decision || '{"outcome": "auto"}' ELSE q.decision END)) AS r
        FROM generate_series(${done}::int + 1, ${Math.min(count, done + copiesAtOnce)}::int) n
        JOIN unnest(${bases}::text[]) WITH ORDINALITY AS base(id, place) ON base.place = 1 + n % ${bases.length}::int
        JOIN requests q ON q.id = base.id) AS copies`);
  }
  await ctx.db.query(sql`ANALYZE requests`);
}

function* bodies(): Generator<SubmitBody> {
  let number = 0;
  for (const template of ["postgres-small", "postgres-large", "redis-small"])
    for (const environment of ["dev", "staging", "production"])
      for (const classification of ["public", "internal", "confidential", "restricted"] as const)
        for (const lifetimeHours of [24, 600, 4000]) {
          number += 1;
          const name = `past-${number}`;
          const purpose = "One of many requests of the past, asked for in the words that people use for such things.";
          yield { template, name, team: "payments", environment, classification, purpose, lifetimeHours };
        }
}
