import { describe, expect, test } from "vitest";
import { sql } from "#server/adapters/db/sql.ts";
import { verifyAudit } from "#server/audit/verify-audit.ts";
import { previewRequest } from "#server/requests/preview-request.ts";
import { showRequest } from "#server/requests/show-request.ts";
import { submitRequest } from "#server/requests/submit-request.ts";
import { openTestServer, sampleBody, uniqueName } from "#tests/harness/test-server.ts";

describe("submitRequest", () => {
  test("files all three outcomes with one audit event each, and promises work only where there is some", async () => {
    const server = await openTestServer();
    const auto = await server.submit("dana");
    const asks = await server.submit("dana", { environment: "production" });
    const denied = await server.submit("dana", { lifetimeHours: 80_000 });
    expect([auto.state, asks.state, denied.state]).toEqual(["approved", "pending_approval", "denied"]);
    expect(asks.approval?.stages).toMatchObject([
      { groups: ["platform"], quorum: 1, votes: [], state: "waiting", escalated: false },
    ]);
    expect(denied.decision.trace.find((entry) => entry.remedy)?.remedy).toMatchObject({
      path: "/lifetimeHours",
      op: "<=",
    });
    const db = server.worker.ctx.db;
    expect(await db.query(sql`SELECT topic, key FROM outbox ORDER BY id`)).toEqual([
      { topic: "run.start", key: auto.id },
      { topic: "approval.ask", key: asks.id },
    ]);
    const events = await db.query(
      sql`SELECT request_id FROM audit_events WHERE request_id IS NOT NULL ORDER BY position`,
    );
    expect(events.map((row) => row.request_id)).toEqual([auto.id, asks.id, denied.id]);
    expect((await verifyAudit(db)).findings).toEqual([]);
  });

  test("answers what show answers", async () => {
    const server = await openTestServer();
    const filed = await server.submit("dana", { environment: "production", parameters: { size: "small" } });
    expect(await showRequest(server.web, await server.actor("dana"), filed.id)).toEqual(filed);
  });

  test("records the decision that preview gave", async () => {
    const server = await openTestServer();
    const dana = await server.actor("dana");
    for (const change of [{}, { environment: "production" }, { lifetimeHours: 80_000 }, { team: "search" }]) {
      const body = sampleBody(change);
      const preview = await previewRequest(server.web, dana, body);
      const { request } = await submitRequest(server.web, dana, { body, idempotencyKey: null });
      expect(request.decision).toEqual(preview);
    }
  });

  test("proposes the smallest change that is granted at once, by what is held in the place that it names", async () => {
    const server = await openTestServer();
    const dana = await server.actor("dana");
    const name = uniqueName();
    const body = sampleBody({ name, environment: "production" });
    const proposed = async () => (await previewRequest(server.web, dana, body)).smallestChange;
    expect(await proposed()).toEqual([{ path: "/environment", op: "=", value: "staging" }]);
    await server.submit("dana", { name, environment: "staging" });
    expect(await proposed()).toEqual([{ path: "/environment", op: "=", value: "dev" }]);
    const { request } = await submitRequest(server.web, dana, {
      body: { ...body, environment: "dev" },
      idempotencyKey: null,
    });
    expect([request.decision.outcome, request.decision.smallestChange]).toEqual(["auto", undefined]);
  });

  test("files nothing for a reference that does not exist", async () => {
    const server = await openTestServer();
    const dana = await server.actor("dana");
    for (const change of [{ template: "nope" }, { team: "nope" }, { environment: "nope" }, { onBehalfOf: "x@y.z" }]) {
      const filing = submitRequest(server.web, dana, { body: sampleBody(change), idempotencyKey: null });
      await expect(filing).rejects.toMatchObject({ code: "unknown_reference" });
    }
    expect(await server.web.db.query(sql`SELECT id FROM requests`)).toEqual([]);
  });

  test("gives the last slot of a quota to exactly one of 64 parallel submits, in each of 5 rounds", async () => {
    const server = await openTestServer();
    const dana = await server.actor("dana");
    for (let round = 0; round < 5; round++) {
      const team = { environment: "staging", lifetimeHours: 24 };
      const limit = (await previewRequest(server.web, dana, sampleBody(team))).effective.quota.limit;
      await server.worker.ctx.db.query(sql`UPDATE requests SET holding = false`);
      await fill(server, limit - 1);
      const answers = await Promise.all(
        Array.from({ length: 64 }, () =>
          submitRequest(server.web, dana, { body: sampleBody(team), idempotencyKey: null }),
        ),
      );
      const held = answers.filter(({ request }) => request.state === "approved");
      expect(held).toHaveLength(1);
      expect(answers.filter(({ request }) => request.state === "denied")).toHaveLength(63);
    }
  });

  async function fill(server: Awaited<ReturnType<typeof openTestServer>>, count: number): Promise<void> {
    const { id } = await server.submit("dana", { environment: "staging", lifetimeHours: 24 });
    await server.worker.ctx.db.query(sql`
      INSERT INTO requests SELECT (r).* FROM (SELECT jsonb_populate_record(q, jsonb_build_object('id', q.id || n,
        'name', 'filler-' || n)) AS r FROM requests q, generate_series(2, ${count}::int) n WHERE q.id = ${id}) AS copies`);
  }

  test("gives one name to one of 20 parallel submits", async () => {
    const server = await openTestServer();
    const name = uniqueName();
    const all = await Promise.all(Array.from({ length: 20 }, () => server.submit("dana", { name })));
    expect(all.filter(({ state }) => state === "approved")).toHaveLength(1);
    expect(all.filter(({ state }) => state === "denied")).toHaveLength(19);
  });

  test("files one request for 50 concurrent calls with one idempotency key, and answers each alike", async () => {
    const server = await openTestServer();
    const dana = await server.actor("dana");
    const call = { body: sampleBody(), idempotencyKey: "the-key" };
    const answers = await Promise.all(Array.from({ length: 50 }, () => submitRequest(server.web, dana, call)));
    expect(new Set(answers.map(({ request }) => JSON.stringify(request))).size).toBe(1);
    expect(answers.filter(({ replayed }) => !replayed)).toHaveLength(1);
    expect(await server.web.db.query(sql`SELECT id FROM requests`)).toHaveLength(1);
    const other = submitRequest(server.web, dana, { body: sampleBody(), idempotencyKey: "the-key" });
    await expect(other).rejects.toMatchObject({ code: "idempotency_conflict" });
    const noor = await server.actor("noor");
    const hers = await submitRequest(server.web, noor, { ...call, body: { ...call.body, team: "search" } });
    expect(hers.replayed).toBe(false);
  });

  test("hides a request from another team as if it were not there", async () => {
    const server = await openTestServer();
    const { id } = await server.submit("dana");
    const [noor, lee, ava] = await Promise.all([server.actor("noor"), server.actor("lee"), server.actor("ava")]);
    const hidden = await showRequest(server.web, noor, id).catch((error: Error) => error);
    const absent = await showRequest(server.web, noor, "req_nothing").catch((error: Error) => error);
    expect(hidden).toMatchObject({ code: "not_found" });
    expect((hidden as Error).message).toBe((absent as Error).message);
    expect((await showRequest(server.web, lee, id)).id).toBe(id);
    expect((await showRequest(server.web, ava, id)).id).toBe(id);
  });
});
