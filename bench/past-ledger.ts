import { join } from "node:path";
import { signInPersona } from "#bench/sign-in-persona.ts";
import { startDurableLedger } from "#bench/durable-ledger.ts";
import type { Actor } from "#domain/access/actor.ts";
import { sql } from "#server/adapters/db/sql.ts";
import { openContext, type ServerContext } from "#server/context.ts";
import { submitRequest } from "#server/requests/submit-request.ts";
import { readSettings } from "#server/settings.ts";

/** A ledger with a past, as web sees it; dana and her team of payments have their share of it, the rest is others'. */
export interface PastLedger extends AsyncDisposable {
  readonly ctx: ServerContext;
  readonly dana: Actor;
  /** Of the platform team: sees everything. */
  readonly priya: Actor;
}

const copiesAtOnce = 5000;

/** Starts a ledger with `count` requests of the past, 300 of them dana's and 1,000 of her team, as far as there are. */
export async function startPastLedger(count: number): Promise<PastLedger> {
  await using stack = new AsyncDisposableStack();
  const ledger = stack.use(await startDurableLedger());
  const home = join(import.meta.dirname, "..");
  const settings = readSettings({ NODE_ENV: "test", LATCHKEY_HOME: home, DATABASE_URL_WEB: ledger.admin });
  const ctx = await openContext("web", settings);
  stack.defer(() => ctx.db.close());
  const [dana, priya] = [await signInPersona(ctx, "dana"), await signInPersona(ctx, "priya")];
  await fillPast(ctx, { count, dana });
  const started = stack.move();
  return { ctx, dana, priya, [Symbol.asyncDispose]: () => started.disposeAsync() };
}

/** Copies of three requests, spread over teams, people and time; few of them still hold. */
async function fillPast({ db, ...ctx }: ServerContext, { count, dana }: { count: number; dana: Actor }): Promise<void> {
  for (const environment of ["dev", "staging", "production"]) {
    const body = { template: "postgres-small", name: "first", team: "payments", environment } as const;
    const rest = { classification: "internal", purpose: "One of many requests of the past." } as const;
    await submitRequest({ db, ...ctx }, dana, { body: { ...body, ...rest }, idempotencyKey: null });
  }
  await db.query(sql`
    INSERT INTO principals (id, issuer, subject, name, groups)
    SELECT 'person-' || n, 'bench', 'person-' || n, 'Person ' || n, '{}' FROM generate_series(1, 500) n`);
  for (let done = 0; done < count; done += copiesAtOnce) {
    // Dana's and her team's lie scattered among the others'.
    await db.query(sql`
      INSERT INTO requests SELECT past.* FROM generate_series(${done}::int + 1, ${Math.min(count, done + copiesAtOnce)}::int) n
      JOIN (SELECT id, row_number() OVER (ORDER BY id) AS place FROM requests WHERE name = 'first') p ON p.place = 1 + n % 3
      JOIN requests q ON q.id = p.id
      CROSS JOIN LATERAL (SELECT (n * 7919) % ${count}::int AS spot) s
      CROSS JOIN LATERAL jsonb_populate_record(q, jsonb_build_object('id', 'past_' || n, 'name', 'past-' || n,
        'holding', n % 100 = 0, 'state', CASE WHEN n % 100 = 0 THEN 'fulfilled' ELSE 'withdrawn' END,
        'requester_id', CASE WHEN s.spot < 300 THEN ${dana.principalId} ELSE 'person-' || (1 + n % 500) END,
        'team', CASE WHEN s.spot < 1000 THEN 'payments' ELSE 'team-' || n % 300 END,
        'created_at', now() - make_interval(secs => 86400.0 * 700 * n / ${count}))) AS past`);
  }
  await db.query(sql`VACUUM ANALYZE requests`);
}
