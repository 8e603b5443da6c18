import { describe, expect, test } from "vitest";
import type { Catalog } from "#domain/catalog/catalog.ts";
import { candidateCatalog } from "#domain/policies/candidate-catalog.ts";
import { sql } from "#server/adapters/db/sql.ts";
import { replayRequests } from "#server/policies/replay-requests.ts";
import { runReplay } from "#server/policies/run-replay.ts";
import { submitRequest } from "#server/requests/submit-request.ts";
import { makeServiceAccount } from "#tests/factories/service-account.ts";
import { openTestServer, sampleBody, uniqueName, type TestServer } from "#tests/harness/test-server.ts";

/** A server with a request of every kind in its ledger: granted, asked, denied by several rules, and two of a bot. */
async function openWithPast() {
  const server = await openTestServer();
  const lee = await server.actor("lee");
  await server.actor("dana");
  const bot = await makeServiceAccount(server.web, lee);
  const asBot = async (change: Parameters<typeof sampleBody>[0]) => {
    const body = sampleBody({ onBehalfOf: "dana@latchkey.test", ...change });
    return (await submitRequest(server.web, await bot.actor(), { body, idempotencyKey: null })).request;
  };
  const name = uniqueName();
  const granted = await server.submit("dana", { name });
  const asked = await server.submit("dana", { environment: "production" });
  const denied = [
    await server.submit("dana", { name }),
    await server.submit("dana", { lifetimeHours: 80_000 }),
    await server.submit("dana", { team: "search" }),
    await server.submit("dana", { environment: "production", classification: "restricted" }),
    await server.submit("dana", {
      template: "redis-small",
      environment: "dev",
      parameters: { size: "medium" },
      lifetimeHours: 9000,
    }),
  ];
  const byPlatform = await server.submit("priya", { team: "search" });
  const secret = await asBot({ classification: "confidential" });
  const plain = await asBot({});
  const all = [granted, asked, ...denied, byPlatform, secret, plain];
  expect(new Set(all.map(({ state }) => state))).toEqual(new Set(["approved", "pending_approval", "denied"]));
  return { server, all, granted, asked, secret };
}

const replay = (server: TestServer, candidate: Catalog, change: { today?: Catalog; requestsMax?: number } = {}) =>
  replayRequests(server.web.db, {
    days: 30,
    requestsMax: 1000,
    candidate,
    today: server.web.catalog,
    settings: server.web.settings,
    ...change,
  });

describe("replayRequests", () => {
  test("flips nothing by the rules that decided, and exactly what a rule in shadow mode would have asked for", async () => {
    const { server, all, secret } = await openWithPast();
    const { catalog } = server.web;
    const same = await replay(server, catalog);
    expect(same).toMatchObject({ looked: all.length, notRebuilt: 0, isCut: false, counts: [], rules: [], flips: [] });
    const enforced = await replay(server, candidateCatalog(catalog, [{ rule: "bot-confidential", as: "enforce" }]));
    expect(enforced.flips).toEqual([
      expect.objectContaining({
        id: secret.id,
        from: "auto",
        to: "needs_approval",
        rules: ["bot-confidential"],
        today: false,
      }),
    ]);
    expect(enforced.counts).toEqual([{ from: "auto", to: "needs_approval", all: 1, today: 0 }]);
    expect(secret.decision.shadow).toMatchObject([{ rule: "bot-confidential", result: "needs_approval" }]);
  });

  test("takes people as they were towards the team, whatever they have become since", async () => {
    const { server } = await openWithPast();
    await server.worker.ctx.db.query(sql`UPDATE principals SET groups = '{}'`);
    expect((await replay(server, server.web.catalog)).counts).toEqual([]);
  });

  test("names what only a catalog without a template denies, and counts apart what no catalog knows any more", async () => {
    const { server, all, asked } = await openWithPast();
    const { catalog } = server.web;
    const templates = new Map([...catalog.templates].filter(([id]) => id !== "postgres-small"));
    const without = { ...catalog, templates };
    const { flips, notRebuilt } = await replay(server, without);
    expect(flips.find(({ id }) => id === asked.id)).toMatchObject({ to: "deny", rules: ["catalog.reference"] });
    expect(notRebuilt).toBe(0);
    const gone = await replay(server, without, { today: without });
    const postgres = all.filter(({ template }) => template.id === "postgres-small").length;
    expect([gone.notRebuilt, gone.looked]).toEqual([postgres, all.length]);
  });

  test("counts a record that it cannot read, and goes on", async () => {
    const { server, all, asked } = await openWithPast();
    await server.worker.ctx.db.query(sql`UPDATE requests SET decision = '{"outcome": "maybe"}' WHERE id = ${asked.id}`);
    expect(await replay(server, server.web.catalog)).toMatchObject({ looked: all.length, notRebuilt: 1, flips: [] });
  });

  test("tells which flips the rules of today come to by themselves", async () => {
    const { server, granted } = await openWithPast();
    const today = {
      ...server.web.catalog,
      settings: { ...server.web.catalog.settings, reservedNames: [granted.name] },
    };
    const candidate = candidateCatalog(today, [{ rule: "bot-confidential", as: "enforce" }]);
    const { counts, flips } = await replay(server, candidate, { today });
    expect(counts).toEqual([
      { from: "auto", to: "needs_approval", all: 1, today: 0 },
      { from: "auto", to: "deny", all: 1, today: 1 },
    ]);
    expect(flips.find(({ id }) => id === granted.id)).toMatchObject({ today: true, rules: ["name.allowed"] });
  });

  test("looks at the newest over several batches, keeps 500 flips and counts all of them", async () => {
    const { server, granted } = await openWithPast();
    const { db } = server.worker.ctx;
    await db.query(sql`
      INSERT INTO requests SELECT (r).* FROM (SELECT jsonb_populate_record(q, jsonb_build_object('id', q.id || n, 'holding',
        false, 'created_at', q.created_at - interval '1 hour')) AS r FROM requests q, generate_series(1, 1200) n WHERE q.id = ${granted.id}) AS c`);
    const reserved = { ...server.web.catalog.settings, reservedNames: [granted.name] };
    const found = await replay(server, { ...server.web.catalog, settings: reserved }, { requestsMax: 2000 });
    expect(found.counts).toEqual([{ from: "auto", to: "deny", all: 1201, today: 0 }]);
    expect([found.flips.length, new Set(found.flips.map(({ id }) => id)).size]).toEqual([500, 500]);
    expect(found.flips[0]?.id).toBe(granted.id);
    expect(found.isCut).toBe(false);
    const some = await replay(server, server.web.catalog, { requestsMax: 700 });
    expect([some.looked, some.isCut]).toEqual([700, true]);
  });
});

describe("runReplay", () => {
  const enforce = { days: 30, change: { rule: "bot-confidential", as: "enforce" } } as const;

  test("is there for the platform's roles alone", async () => {
    const server = await openTestServer();
    for (const name of ["dana", "lee"] as const) {
      const actor = await server.actor(name);
      expect(() => runReplay(server.web, actor, enforce)).toThrow("There is nothing at this address.");
    }
    for (const name of ["priya", "sam", "ava"] as const) {
      expect(await runReplay(server.web, await server.actor(name), enforce)).toMatchObject({ looked: 0 });
    }
  });

  test("runs one at a time, and gives the same question the same answer", async () => {
    const server = await openTestServer();
    const priya = await server.actor("priya");
    const ask = (days: number) => runReplay(server.web, priya, { ...enforce, days });
    const first = ask(7);
    expect(() => ask(8)).toThrow("Another replay is running.");
    expect(await ask(7)).toBe(await first);
    expect(await ask(8)).not.toBe(await first);
    expect(await ask(500)).toMatchObject({ looked: 0 });
    const { from, until } = await ask(500);
    expect(Date.parse(until) - Date.parse(from)).toBeLessThan(91 * 86_400_000);
  });

  test("refuses a rule that no file states", async () => {
    const server = await openTestServer();
    const ava = await server.actor("ava");
    const ask = () => runReplay(server.web, ava, { days: 7, change: { rule: "lifetime.cap", as: "off" } });
    expect(ask).toThrow("No file of the catalog states the rule");
  });
});
