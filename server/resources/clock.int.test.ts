import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { endsAt } from "#domain/resources/ends-at.ts";
import { sql } from "#server/adapters/db/sql.ts";
import { destroyFrozen } from "#server/resources/destroy-frozen.ts";
import { freezeExpired } from "#server/resources/freeze-expired.ts";
import { showResource } from "#server/resources/show-resource.ts";
import { tellEndsNear } from "#server/resources/tell-ends-near.ts";
import { buildFor, finishRuns, moveEnd, toldOf } from "#tests/factories/clock.ts";
import { openTestServer } from "#tests/harness/test-server.ts";

const hourMs = 3_600_000;

describe("the end of a resource", () => {
  test("is computed by the ledger as the pure function says, whatever the times", async () => {
    const { worker } = await openTestServer();
    const base = Date.parse("2026-11-27T12:00:00Z");
    const at = (hours: number | null) => (hours === null ? null : new Date(base + hours * hourMs));
    const hours = fc.option(fc.integer({ min: 0, max: 9000 }));
    const cases = fc.sample(
      fc.tuple(hours, hours, fc.integer({ min: 1, max: 720 }), fc.integer({ min: 1, max: 8760 }), hours, hours),
      60,
    );
    for (const [ready, claim, claimWindowHours, lifetimeHours, extended, own] of cases) {
      const notAfter = at(own);
      const times = { readyAt: at(ready), firstClaimAt: at(claim), extendedUntil: at(extended) };
      const facts = notAfter === null ? {} : { notAfter: notAfter.toISOString() };
      const [row] = await worker.ctx.db.query<{ ends: Date | null }>(sql`
        SELECT resource_ends_at(${times.readyAt}, ${times.firstClaimAt}, ${claimWindowHours}, ${lifetimeHours},
          ${times.extendedUntil}, ${JSON.stringify(facts)}) AS ends`);
      expect(row?.ends).toEqual(endsAt({ ...times, claimWindowHours, lifetimeHours, notAfter }));
    }
  });

  test("freezes it with proof, tells its owner, keeps the data, and destroys it with proof after the window", async () => {
    const server = await openTestServer();
    const id = await buildFor(server, "dana");
    const { ctx } = server.worker;
    expect(await freezeExpired(ctx)).toBe(0);
    await moveEnd(server, id, "-1 second");
    expect(await freezeExpired(ctx)).toBe(1);
    expect(await freezeExpired(ctx)).toBe(0);
    await finishRuns(server, id);
    const dana = await server.actor("dana");
    const frozen = await showResource(server.web, dana, id);
    expect(frozen.state).toBe("frozen");
    expect(frozen.grants.every(({ endedAt }) => endedAt !== null)).toBe(true);
    expect(Date.parse(frozen.restoreUntil ?? "")).toBeGreaterThan(Date.now() + 167 * hourMs);
    expect(await toldOf(server, "resource.expired")).toEqual(["dana@latchkey.test"]);
    expect(await destroyFrozen(ctx)).toBe(0);
    await ctx.db.query(
      sql`UPDATE resources SET restore_until = clock_timestamp() - interval '1 second' WHERE id = ${id}`,
    );
    expect(await destroyFrozen(ctx)).toBe(1);
    await finishRuns(server, id);
    expect((await showResource(server.web, dana, id)).state).toBe("destroyed");
    const steps = await ctx.db.query<{ name: string; receipt: unknown }>(sql`
      SELECT s.name, s.receipt FROM steps s JOIN runs r ON r.id = s.run_id WHERE r.resource_id = ${id}
        AND r.kind IN ('freeze', 'release') ORDER BY r.created_at, s.position`);
    expect(steps.every(({ receipt }) => receipt !== null)).toBe(true);
  });

  test("freezes what nobody has a live credential of too, and its window runs", async () => {
    const server = await openTestServer();
    const id = await buildFor(server, "dana");
    const { db } = server.worker.ctx;
    await db.query(sql`UPDATE grants SET ended_at = clock_timestamp(), state = 'revoked' WHERE resource_id = ${id}`);
    await moveEnd(server, id, "-1 second");
    expect(await freezeExpired(server.worker.ctx)).toBe(1);
    await finishRuns(server, id);
    const { state, restoreUntil } = await showResource(server.web, await server.actor("dana"), id);
    expect([state, restoreUntil === null]).toEqual(["frozen", false]);
  });

  test("ends nothing while an alarm says that the ledger is an older one", async () => {
    const server = await openTestServer();
    const id = await buildFor(server, "dana");
    await moveEnd(server, id, "-1 second");
    const { db } = server.worker.ctx;
    await db.query(sql`INSERT INTO ledger_alarms (code, message) VALUES ('test', 'An older ledger.')`);
    expect(await freezeExpired(server.worker.ctx)).toBe(0);
    await db.query(sql`DELETE FROM ledger_alarms`);
    expect(await freezeExpired(server.worker.ctx)).toBe(1);
  });
});

describe("warnings", () => {
  test("come at 7 days, 24 hours and an hour, once each, and again for a new end", async () => {
    const server = await openTestServer();
    const id = await buildFor(server, "dana");
    const { ctx } = server.worker;
    const warn = async (left: string) => {
      await moveEnd(server, id, left);
      return [await tellEndsNear(ctx), await tellEndsNear(ctx)];
    };
    const whole = sql`UPDATE resources SET ready_at = clock_timestamp() - interval '60 days' WHERE id = ${id}`;
    await ctx.db.query(whole);
    expect(await warn("8 days")).toEqual([0, 0]);
    expect(await warn("6 days 23 hours")).toEqual([1, 0]);
    expect(await warn("23 hours")).toEqual([1, 0]);
    expect(await toldOf(server, "resource.expires_soon")).toEqual(["dana@latchkey.test", "dana@latchkey.test"]);
    expect(await warn("59 minutes")).toEqual([1, 0]);
    const told = await toldOf(server, "resource.expires_soon");
    expect(told.toSorted()).toEqual([...Array.from({ length: 3 }, () => "dana@latchkey.test"), "lee@latchkey.test"]);
    expect(await warn("6 days")).toEqual([1, 0]);
  });

  test("do not come for a life that is too short for them, nor for what is frozen", async () => {
    const server = await openTestServer();
    const id = await buildFor(server, "dana");
    const { ctx } = server.worker;
    await moveEnd(server, id, "47 hours");
    expect(await tellEndsNear(ctx)).toBe(0);
    await ctx.db.query(sql`UPDATE resources SET ready_at = clock_timestamp() - interval '25 hours' WHERE id = ${id}`);
    await moveEnd(server, id, "23 hours");
    expect(await tellEndsNear(ctx)).toBe(1);
    await ctx.db.query(sql`UPDATE resources SET state = 'frozen' WHERE id = ${id}`);
    await moveEnd(server, id, "30 minutes");
    expect(await tellEndsNear(ctx)).toBe(0);
  });

  test("come a day before frozen data is destroyed, to its owner and to the leads, once", async () => {
    const server = await openTestServer();
    const id = await buildFor(server, "dana");
    const { ctx } = server.worker;
    await moveEnd(server, id, "-1 second");
    await freezeExpired(ctx);
    await finishRuns(server, id);
    expect(await tellEndsNear(ctx)).toBe(0);
    await ctx.db.query(sql`UPDATE resources SET restore_until = clock_timestamp() + interval '23 hours',
      frozen_at = clock_timestamp() - interval '6 days' WHERE id = ${id}`);
    expect([await tellEndsNear(ctx), await tellEndsNear(ctx)]).toEqual([1, 0]);
    const told = await toldOf(server, "resource.destroyed_soon");
    expect(told.toSorted()).toEqual(["dana@latchkey.test", "lee@latchkey.test"]);
  });
});
