import { describe, expect, test } from "vitest";
import { decideRequest } from "#server/approvals/decide-request.ts";
import { sql } from "#server/adapters/db/sql.ts";
import { listRules } from "#server/policies/list-rules.ts";
import { listTriableRules } from "#server/policies/list-triable-rules.ts";
import { reportRules } from "#server/policies/report-rules.ts";
import { reportShadow } from "#server/policies/report-shadow.ts";
import { submitRequest } from "#server/requests/submit-request.ts";
import { makeServiceAccount } from "#tests/factories/service-account.ts";
import { openTestServer, sampleBody, type TestServer } from "#tests/harness/test-server.ts";

const keepers = ["priya", "sam", "ava", "rae"] as const;
const others = ["dana", "lee", "noor"] as const;

async function openBot(server: TestServer) {
  await server.actor("dana");
  const bot = await makeServiceAccount(server.web, await server.actor("lee"));
  return async (change: Parameters<typeof sampleBody>[0]) => {
    const body = sampleBody({ onBehalfOf: "dana@latchkey.test", classification: "confidential", ...change });
    return (await submitRequest(server.web, await bot.actor(), { body, idempotencyKey: null })).request;
  };
}

describe("reportShadow", () => {
  test("counts what a rule in shadow mode spoke to and would have flipped, and shows the newest", async () => {
    const server = await openTestServer();
    const ask = await openBot(server);
    const auto = [await ask({}), await ask({})];
    const asks = await ask({ environment: "production" });
    const denied = await ask({ lifetimeHours: 80_000 });
    await ask({ classification: "internal" });
    await server.submit("dana", { classification: "confidential" });
    const [report, ...rest] = await reportShadow(server.web, await server.actor("priya"), 30);
    expect(rest).toEqual([]);
    expect(report).toMatchObject({
      rule: "bot-confidential",
      mode: "shadow",
      hits: 4,
      outcomes: { auto: 2, needs_approval: 1, deny: 1 },
      flips: [{ from: "auto", to: "needs_approval", count: 2 }],
    });
    const newest = [denied, asks, ...auto.toReversed()].map(({ id }) => id);
    expect(report?.lastHits.map(({ id }) => id)).toEqual(newest);
    expect(report?.lastHits[0]).toMatchObject({ outcome: "deny", result: "needs_approval", team: "payments" });
  });

  test("lists a rule in shadow mode that has hit nothing, looks no further back than it is asked, and keeps what is gone apart", async () => {
    const server = await openTestServer();
    const ask = await openBot(server);
    const ava = await server.actor("ava");
    expect(await reportShadow(server.web, ava, 30)).toMatchObject([
      { rule: "bot-confidential", hits: 0, lastHits: [] },
    ]);
    const { id } = await ask({});
    const { db } = server.worker.ctx;
    await db.query(
      sql`UPDATE requests SET decision = jsonb_set(decision, '{shadow,0,rule}', '"old-rule"') WHERE id = ${id}`,
    );
    expect(await reportShadow(server.web, ava, 30)).toMatchObject([
      { rule: "old-rule", mode: "gone", title: null, hits: 1 },
      { rule: "bot-confidential", mode: "shadow", hits: 0 },
    ]);
    await db.query(sql`UPDATE requests SET created_at = created_at - interval '8 days'`);
    expect(await reportShadow(server.web, ava, 7)).toMatchObject([{ rule: "bot-confidential" }]);
  });

  test("finds what it reads by an index, not by reading the ledger", async () => {
    const server = await openTestServer();
    const { db } = server.worker.ctx;
    const plan = await db.transaction(async (tx) => {
      await tx.query(sql`SET LOCAL enable_seqscan = off`);
      return tx.query(
        sql`EXPLAIN SELECT id FROM requests WHERE decision ? 'shadow' AND created_at >= now() - interval '30 days'`,
      );
    });
    expect(JSON.stringify(plan)).toContain("requests_shadow_idx");
  });
});

describe("reportRules", () => {
  test("tells what a rule sent to humans, how many were approved, and how long the median took", async () => {
    const server = await openTestServer();
    const production = { environment: "production" };
    const asked = [await server.submit("dana", production), await server.submit("dana", production)];
    await server.submit("dana", production);
    await server.submit("dana", { lifetimeHours: 80_000 });
    const priya = await server.actor("priya");
    for (const [index, { id, digest }] of asked.entries()) {
      const hours = [2, 4][index];
      await server.worker.ctx.db.query(sql`
        UPDATE requests SET created_at = created_at - make_interval(hours => ${hours}) WHERE id = ${id}`);
      await decideRequest(server.web, priya, { id, verdict: "approve", comment: "Fine.", digest });
    }
    const reports = await reportRules(server.web, priya, 30);
    expect(reports.get("approval.environment")).toEqual({
      rule: "approval.environment",
      hits: 3,
      denied: 0,
      toHumans: 3,
      approved: 2,
      medianWaitHours: expect.closeTo(3, 1),
    });
    expect(reports.get("lifetime.cap")).toMatchObject({
      hits: 1,
      denied: 1,
      toHumans: 0,
      approved: 0,
      medianWaitHours: null,
    });
    expect(reports.get("name.unique")).toBeUndefined();
  });
});

test("reports and trials are there for the platform's roles alone, the rules for everybody signed in", async () => {
  const server = await openTestServer();
  for (const name of keepers) {
    const actor = await server.actor(name);
    expect(listRules(server.web, actor).keeper).toBe(true);
    expect((await listTriableRules(server.web, actor)).map(({ id }) => id)).toContain("bot-confidential");
    expect(await reportRules(server.web, actor, 30)).toEqual(new Map());
  }
  for (const name of others) {
    const actor = await server.actor(name);
    expect(listRules(server.web, actor)).toMatchObject({
      keeper: false,
      own: expect.arrayContaining([expect.anything()]),
    });
    for (const refused of [
      reportRules(server.web, actor, 30),
      reportShadow(server.web, actor, 30),
      listTriableRules(server.web, actor),
    ]) {
      await expect(refused).rejects.toMatchObject({ code: "not_found", message: "There is nothing at this address." });
    }
  }
});
