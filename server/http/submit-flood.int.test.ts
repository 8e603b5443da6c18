import { randomUUID } from "node:crypto";
import pg from "pg";
import { expect, test } from "vitest";
import { startApi } from "#tests/api/start-api.ts";
import { fullCount } from "#tests/harness/full-count.ts";
import { sayMachine } from "#tests/machine/say-machine.ts";
import { eachAtOnce } from "#tests/reveal/each-at-once.ts";

test(
  "N38: of many creations at 60 a minute the 61st is refused, and what is refused stores nothing",
  { timeout: 900_000 },
  async () => {
    const own = await startApi({ RATE_LIMIT_SUBMITS_PER_MINUTE: "60" });
    const address = await own.listen();
    const rows = new pg.Pool({ connectionString: own.ledger.url, max: 1 });
    const headers = { authorization: `Bearer ${await own.token("dana")}`, "content-type": "application/json" };
    const stored = async () => {
      const { rows: sizes } = await rows.query<{ all: string }>(`SELECT concat_ws(' ',
      (SELECT count(*) FROM requests), (SELECT count(*) FROM audit_events WHERE stream LIKE 'request:%'),
      (SELECT count(*) FROM outbox), (SELECT count(*) FROM idempotency_keys), (SELECT count(*) FROM approvers)) AS all`);
      return sizes[0]?.all.split(" ").map(Number) ?? [];
    };
    const create = async () => {
      const name = `n${randomUUID().replaceAll("-", "").slice(0, 20)}`;
      const place = { template: "postgres-small", team: "payments", environment: "dev", classification: "internal" };
      // Denied at submit: it holds no quota, so that only the limit counts.
      const body = JSON.stringify({ ...place, name, purpose: "Load", lifetimeHours: 87_600 });
      const all = { ...headers, "idempotency-key": randomUUID() };
      const answer = await fetch(`${address}/api/v1/requests`, { method: "POST", headers: all, body });
      await answer.arrayBuffer();
      return answer.status;
    };
    const startedAt = performance.now();
    const first: number[] = [];
    await eachAtOnce(61, 10, async () => {
      first.push(await create());
    });
    expect(first.toSorted()).toEqual([...Array<number>(60).fill(201), 429]);
    const tries = fullCount(10_000);
    let passed = 60;
    await eachAtOnce(tries - first.length, 20, async () => {
      const status = await create();
      if (status === 201) passed += 1;
      else expect(status).toBe(429);
    });
    const minutes = (performance.now() - startedAt) / 60_000;
    expect(passed).toBeLessThanOrEqual(60 * Math.ceil(minutes + 0.02));
    expect(await stored()).toEqual([passed, passed, 0, passed, 0]);
    await rows.end();
    sayMachine(
      "N38",
      `${tries} creations at 60 a minute in ${Math.round(minutes * 60)} s: the 61st refused, ${passed} filed, ${tries - passed} answered 429, 0 rows of theirs`,
    );
  },
);
