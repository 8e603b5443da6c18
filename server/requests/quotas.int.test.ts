import { describe, expect, onTestFinished, test } from "vitest";
import type { Actor } from "#domain/access/actor.ts";
import type { Quota } from "#domain/catalog/quota.ts";
import type { RequestView, SubmitBody } from "#domain/contracts/request.ts";
import { AppError } from "#domain/errors/app-error.ts";
import { openDatabase } from "#server/adapters/db/database.ts";
import { sql } from "#server/adapters/db/sql.ts";
import { decideRequest } from "#server/approvals/decide-request.ts";
import type { ServerContext } from "#server/context.ts";
import { expireRequests } from "#server/requests/expire-requests.ts";
import { submitRequest } from "#server/requests/submit-request.ts";
import { withdrawRequest } from "#server/requests/withdraw-request.ts";
import { releaseResource } from "#server/resources/release-resource.ts";
import { executeRun } from "#server/runs/execute-run.ts";
import { startReleaseRun } from "#server/runs/start-release-run.ts";
import { openTestServer, sampleBody, type PersonaName, type TestServer } from "#tests/harness/test-server.ts";
import { watchQuotas, type QuotaWatch } from "#tests/harness/watch-quotas.ts";

const parallel = 64;
/** Who asks, each for their own team. */
const askers: readonly { as: PersonaName; team: string }[] = [
  { as: "dana", team: "payments" },
  { as: "noor", team: "search" },
  { as: "priya", team: "platform" },
];

const quota = (
  id: string,
  limit: number,
  { measure = "count", ...scope }: Partial<Quota["scope"]> & Partial<Quota>,
) => ({
  id,
  limit,
  measure,
  scope: { team: null, environment: null, template: null, ...scope },
});

/** Wide enough not to bind, in every kind of overlap with the one under test. */
const wide: readonly Quota[] = [
  quota("all-count", 10_000, {}),
  quota("all-cost", 1_000_000, { measure: "monthlyCost" }),
  quota("payments-units", 10_000, { team: "payments", measure: "units" }),
  quota("staging-count", 10_000, { environment: "staging" }),
  quota("small-count", 10_000, { template: "postgres-small" }),
  quota("payments-staging", 10_000, { team: "payments", environment: "staging" }),
  quota("payments-staging-small", 10_000, { team: "payments", environment: "staging", template: "postgres-small" }),
];

interface Place {
  readonly server: TestServer;
  readonly web: ServerContext;
  readonly watch: QuotaWatch;
  submit(as: PersonaName, change: Partial<SubmitBody>): Promise<RequestView>;
}

/** Opens a server with these quotas, the wide ones besides, and as many connections as it takes to race. */
async function openPlace(quotas: readonly Quota[]): Promise<Place> {
  const server = await openTestServer();
  const db = openDatabase(server.ledger.web, { name: "quotas", connectionsMax: 32 });
  const all = [...wide, ...quotas];
  const watch = await watchQuotas(server.ledger, all);
  onTestFinished(async () => {
    await db.close();
    await watch[Symbol.asyncDispose]();
  });
  const web = { ...server.web, db, catalog: { ...server.web.catalog, quotas: all } };
  // All connections are there before the race begins.
  await times(32, () => db.query(sql`SELECT pg_sleep(0.1)`));
  // Signed in before, as signing in is one after the other.
  const actors = new Map<PersonaName, Actor>();
  for (const { as } of askers) actors.set(as, await server.actor(as));
  const submit = async (as: PersonaName, change: Partial<SubmitBody>) => {
    const call = { body: sampleBody({ lifetimeHours: 24, ...change }), idempotencyKey: null };
    const actor = actors.get(as);
    if (actor === undefined) throw new Error(`${as} has not signed in.`);
    return (await submitRequest(web, actor, call)).request;
  };
  return { server, web, watch, submit };
}

const held = (answers: readonly RequestView[]) => answers.filter(({ state }) => state !== "denied");
const namesRule = ({ decision }: RequestView, id: string) =>
  decision.trace.some(
    ({ rule, result, message }) => rule === "quota.allowance" && result === "deny" && message.includes(id),
  );

const times = <T>(count: number, work: (index: number) => Promise<T>) =>
  Promise.all(Array.from({ length: count }, (_, index) => work(index)));

describe("quotas and budgets", () => {
  const tight: readonly { title: string; quota: Quota; teams: readonly (typeof askers)[number][] }[] = [
    { title: "a team's slots", quota: quota("tight", 4, { team: "payments" }), teams: askers.slice(0, 1) },
    { title: "the slots of all teams together", quota: quota("tight", 4, {}), teams: askers },
    {
      title: "the budget of all teams together",
      quota: quota("tight", 36 + 8, { measure: "monthlyCost" }),
      teams: askers,
    },
    {
      title: "the units of a template in an environment, over all teams",
      quota: quota("tight", 4, { measure: "units", environment: "staging", template: "postgres-small" }),
      teams: askers,
    },
  ];
  test.for(tight.map((one) => [one.title, one] as const))(
    "%s: the last free one goes to exactly one of 64 parallel submits",
    async ([, { quota: one, teams }]) => {
      const { submit, watch } = await openPlace([one]);
      const ask = (index: number) => {
        const { as, team } = teams[index % teams.length] ?? { as: "dana", team: "payments" };
        return submit(as, { team, environment: "staging" });
      };
      for (let index = 0; index < 3; index++) await ask(index);
      const answers = await times(parallel, ask);
      expect(held(answers)).toHaveLength(1);
      expect(answers.filter((answer) => namesRule(answer, "tight"))).toHaveLength(parallel - 1);
      expect((await watch.held()).tight).toBe(one.measure === "monthlyCost" ? 36 : 4);
      expect(await watch.deadlocks()).toBe(0);
    },
  );

  test("the watch over them bites: a row more than the limit cannot be committed", async () => {
    const { submit, watch } = await openPlace([quota("tight", 1, {})]);
    const { id } = await submit("dana", {});
    const copy = watch.client.query(
      `INSERT INTO requests SELECT (jsonb_populate_record(r, jsonb_build_object('id', 'copy',
      'name', 'copy'))).* FROM requests r WHERE id = $1`,
      [id],
    );
    await expect(copy).rejects.toThrow("quota tight holds 2 of 1");
    const undead = watch.client.query("UPDATE requests SET state = 'withdrawn' WHERE id = $1", [id]);
    await expect(undead).rejects.toThrow("an ended request holds");
  });

  test("stay within limit at every commit of parallel submits, withdrawals, verdicts, expiries and releases, and are free in the end", async () => {
    const place = await openPlace([
      quota("tight-all", 12, {}),
      quota("tight-cost", 150, { measure: "monthlyCost" }),
      quota("tight-payments", 6, { team: "payments", measure: "units" }),
      quota("tight-production", 5, { environment: "production" }),
    ]);
    const { server, watch } = place;
    const ends = new Map<string, number>();
    const busy: string[] = [];
    let working = true;
    const expiring = expireMeanwhile(server, () => working);
    const live = async (index: number) => {
      const end = await liveOnce(place, index).catch((error: unknown) => {
        if (error instanceof AppError && error.code === "idempotency_in_flight") return (busy.push(error.code), "busy");
        throw error;
      });
      ends.set(end, (ends.get(end) ?? 0) + 1);
    };
    await times(parallel, async (index) => {
      for (let round = 0; round < 2; round++) await live(index + round);
    });
    expect(busy.length).toBeLessThan(parallel / 4);
    // Who wins a race is chance: some more lives, until every end was one of theirs.
    const missing = () => everyEnd.some((end) => !ends.has(end));
    for (let round = 0; missing() && round < 20; round++) await times(12, (index) => live(12 * round + index));
    working = false;
    await expiring;
    expect(Object.values(await watch.held()).filter((sum) => sum !== 0)).toEqual([]);
    expect(await watch.deadlocks()).toBe(0);
    expect([...ends.keys()]).toEqual(expect.arrayContaining(everyEnd));
    // Whatever was held is free again: the tightest can be filled to its last.
    const again = await times(8, () => place.submit("dana", { environment: "staging" }));
    expect(held(again)).toHaveLength(6);
  }, 180_000);

  test("are looked up by an index among 200,000 requests, of which few hold", async () => {
    const { submit, watch } = await openPlace([]);
    const { id } = await submit("dana", {});
    await watch.client.query("DROP TRIGGER watch_quotas ON requests; DROP TRIGGER slow_down ON requests");
    await watch.client.query(
      `INSERT INTO requests SELECT past.* FROM requests r, generate_series(1, 200000) n,
        LATERAL jsonb_populate_record(r, jsonb_build_object('id', 'past-' || n, 'name', 'past-' || n, 'state', 'withdrawn',
          'team', (ARRAY['payments', 'search', 'platform'])[1 + n % 3], 'decision', '{}', 'holding', n % 400 = 0)) AS past
      WHERE r.id = $1`,
      [id],
    );
    await watch.client.query("ANALYZE requests");
    for (const scope of [
      {},
      { team: "payments" },
      { team: "payments", environment: "dev", template: "postgres-small" },
    ]) {
      const plan = await planOf(watch, scope);
      expect(plan, JSON.stringify(scope)).not.toContain("Seq Scan");
      expect(plan).toMatch(/"Index Name": "requests_holding_/);
    }
  });
});

const everyEnd = ["denied", "withdrawn", "rejected", "expired", "released"];

/** Asks for something and brings it to an end; gives which. */
async function liveOnce({ server, web, submit }: Place, index: number): Promise<string> {
  const { as, team } = askers[index % askers.length] ?? { as: "dana", team: "payments" };
  const environment = ["staging", "production", "dev"][Math.floor(index / 3) % 3] ?? "dev";
  const size = index % 5 === 0 ? "medium" : "small";
  const request = await submit(as, { team, environment, parameters: { size } });
  const { id, digest, state } = request;
  if (state === "denied") return "denied";
  const actor = await server.actor(as);
  if (state === "pending_approval") {
    if (index % 4 === 1) return expire(server, id);
    const verdict = index % 2 === 0 ? ("approve" as const) : ("reject" as const);
    const approver = await server.actor(as === "priya" ? "omar" : "priya");
    await decideRequest(web, approver, { id, verdict, comment: "", digest });
    if (verdict === "reject") return "rejected";
  } else if (index % 2 === 0) {
    if (index % 4 === 0) return expire(server, id);
    await server.build(id);
    return release(server, web, { id, as });
  }
  await withdrawRequest(web, actor, { id });
  return "withdrawn";
}

async function release(server: TestServer, web: ServerContext, { id, as }: { id: string; as: PersonaName }) {
  const [resource] = await server.worker.ctx.db.query<{ id: string }>(
    sql`SELECT id FROM resources WHERE request_id = ${id}`,
  );
  if (resource === undefined) throw new Error("It was not built.");
  await releaseResource(web, await server.actor(as), { id: resource.id });
  const runId = await startReleaseRun(server.worker, resource.id);
  if (runId !== null) await executeRun(server.worker, runId);
  return "released";
}

/** Lets its time be over; somebody else expires it. */
async function expire({ worker }: TestServer, id: string): Promise<string> {
  await worker.ctx.db.query(
    sql`UPDATE requests SET expires_at = clock_timestamp() - interval '1 hour' WHERE id = ${id}`,
  );
  return "expired";
}

async function expireMeanwhile({ worker }: TestServer, working: () => boolean): Promise<void> {
  while (working()) await expireRequests(worker.ctx);
  await expireRequests(worker.ctx);
}

async function planOf({ client }: QuotaWatch, scope: { team?: string; environment?: string; template?: string }) {
  await client.query("LOAD 'auto_explain'");
  const { rows } = await client.query<{ source: string }>(
    "SELECT prosrc AS source FROM pg_proc WHERE proname = 'held_by'",
  );
  const source = String(rows[0]?.source);
  await client.query(
    `PREPARE held(text, text, text, text, text) AS ${source.replace(
      /p_(\w+)/g,
      (_, name: string) => `$${["team", "environment", "template", "measure", "except"].indexOf(name) + 1}`,
    )}`,
  );
  // As a function's plan is: made once for all values.
  await client.query("SET plan_cache_mode = force_generic_plan");
  const value = (text: string | undefined) => (text === undefined ? "NULL" : `'${text}'`);
  const { rows: plan } = await client.query<Record<string, unknown>>(
    `EXPLAIN (FORMAT JSON) EXECUTE held(${value(scope.team)}, ${value(scope.environment)}, ${value(scope.template)}, 'units', '')`,
  );
  await client.query("DEALLOCATE held");
  return JSON.stringify(plan, null, 1);
}
