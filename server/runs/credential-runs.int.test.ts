import { describe, expect, test } from "vitest";
import { AppError } from "#domain/errors/app-error.ts";
import { sql } from "#server/adapters/db/sql.ts";
import { verifyAudit } from "#server/audit/verify-audit.ts";
import { expireGrants } from "#server/grants/expire-grants.ts";
import { showRequest } from "#server/requests/show-request.ts";
import { destroyFrozen } from "#server/resources/destroy-frozen.ts";
import { releaseResource } from "#server/resources/release-resource.ts";
import { restoreResource, rotateResource } from "#server/resources/reissue-resource.ts";
import { showResource } from "#server/resources/show-resource.ts";
import { executeRun } from "#server/runs/execute-run.ts";
import type { RunServices } from "#server/runs/run-services.ts";
import { startCredentialRun } from "#server/runs/start-credential-run.ts";
import { startProvisionRun } from "#server/runs/start-provision-run.ts";
import { startReleaseRun } from "#server/runs/start-release-run.ts";
import { targetObjects } from "#tests/faults/target-objects.ts";
import { waitUntil } from "#tests/faults/wait-until.ts";
import { seeCredentials } from "#tests/harness/seen-credentials.ts";
import { tendResource } from "#tests/harness/tend-resource.ts";
import { openTestServer } from "#tests/harness/test-server.ts";

/** A resource of dana's on the target, with what was sealed for it. */
async function openHeld() {
  const server = await openTestServer();
  const seen = seeCredentials(server.worker);
  const dana = await server.actor("dana");
  const { id } = await server.submit("dana");
  await executeRun(seen.worker, (await startProvisionRun(seen.worker, id)) ?? "");
  const resourceId = (await showRequest(server.web, dana, id)).resource?.id ?? "";
  const db = server.worker.ctx.db;
  return {
    server,
    seen,
    dana,
    db,
    requestId: id,
    resourceId,
    show: () => showResource(server.web, dana, resourceId),
    tend: (worker: RunServices = seen.worker) => tendResource(worker, resourceId),
    /** Moves a grant to where a reveal would have brought it. */
    put: (generation: number, state: string) =>
      db.query(
        sql`UPDATE grants SET state = ${state}, revealed_at = now() WHERE resource_id = ${resourceId} AND generation = ${generation}`,
      ),
    /** Lets the time pass in which an old credential may be used. */
    passDrain: () =>
      db.query(
        sql`UPDATE grants SET drain_until = now() - interval '1 ms' WHERE drain_until IS NOT NULL AND ended_at IS NULL`,
      ),
    passWindow: () =>
      db.query(
        sql`UPDATE grants SET expires_at = now() - interval '1 s' WHERE resource_id = ${resourceId} AND state = 'pending'`,
      ),
    /** What its owner was told. */
    mails: async () => {
      const rows = await db.query<{ template: string }>(sql`
        SELECT template FROM notifications WHERE recipient_id = ${dana.principalId} ORDER BY created_at, template`);
      return rows.map(({ template }) => template);
    },
  };
}

/** The probe's password replaced the old one before the login was blocked: the receipt has the server's own 28000. */
const ended = "28P01";

/** Runs a resource's run over and over, without its pauses, until it waits for people. */
async function insist(held: Awaited<ReturnType<typeof openHeld>>, worker: RunServices, times = 8) {
  for (let turn = 0; turn < times; turn++) {
    await held.tend(worker);
    await held.db.query(sql`UPDATE steps SET due_at = now() - interval '1 ms' WHERE state = 'pending'`);
  }
}

const cannotRevoke = (worker: RunServices): RunServices => ({
  ...worker,
  resourceType: (id) => {
    const type = worker.resourceType(id);
    const revoke = () => Promise.reject(new AppError("verification_failed", "The probe got no answer."));
    return type && { ...type, revoke };
  },
});

describe("what nobody opens in time", () => {
  test("ends on the back end, which proves it; the data stays, and one click makes a new credential", async () => {
    const held = await openHeld();
    const { server, seen, dana } = held;
    expect(await seen.answer(1)).toBe("in");
    await held.passWindow();
    expect(await expireGrants(server.worker.ctx)).toBe(1);
    expect(await held.show()).toMatchObject({ state: "frozen", grants: [{ state: "expired", endedAt: null }] });
    await expect(restoreResource(server.web, dana, { id: held.resourceId })).rejects.toMatchObject({
      code: "wrong_state",
    });
    await held.tend();
    expect(await seen.answer(1)).toBe(ended);
    const [proof] = await held.db.query<{ receipt: unknown }>(sql`SELECT receipt FROM steps WHERE name = 'revoke'`);
    expect(proof?.receipt).toMatchObject({ positiveControl: { connected: true }, refusal: { sqlState: "28000" } });
    const frozen = await held.show();
    expect(frozen).toMatchObject({ state: "frozen", blockedReason: null, grants: [{ endedAt: expect.any(String) }] });
    expect(Date.parse(frozen.restoreUntil ?? "") - Date.now()).toBeGreaterThan(160 * 3_600_000);
    expect(await held.mails()).toEqual(["request.fulfilled", "resource.frozen"]);
    expect((await targetObjects([held.resourceId])).databases).toHaveLength(1);
    await restoreResource(server.web, dana, { id: held.resourceId });
    await expect(restoreResource(server.web, dana, { id: held.resourceId })).rejects.toMatchObject({
      code: "wrong_state",
    });
    await held.tend();
    expect(await held.show()).toMatchObject({
      state: "active",
      reissue: null,
      restoreUntil: null,
      grants: [{ state: "expired" }, { state: "pending", generation: 2, recipient: { subject: "dana" } }],
    });
    expect([await seen.answer(1), await seen.answer(2)]).toEqual([ended, "in"]);
    expect(await held.mails()).toEqual(["request.fulfilled", "resource.frozen", "credential.reissued"]);
    expect((await verifyAudit(server.worker.ctx.db)).findings).toEqual([]);
  });

  test("is not called ended before that is proven: blocked, tried on, and told once it is", async () => {
    const held = await openHeld();
    await held.passWindow();
    await expireGrants(held.server.worker.ctx);
    await insist(held, cannotRevoke(held.seen.worker));
    expect(await held.show()).toMatchObject({
      state: "frozen",
      blockedReason: "revocation_unverified",
      grants: [{ endedAt: null }],
    });
    expect(await held.mails()).toEqual(["request.fulfilled"]);
    await insist(held, held.seen.worker, 2);
    expect(await held.show()).toMatchObject({
      state: "frozen",
      blockedReason: null,
      grants: [{ endedAt: expect.any(String) }],
    });
    expect(await held.seen.answer(1)).toBe(ended);
    expect(await held.mails()).toEqual(["request.fulfilled", "resource.frozen"]);
  });

  test("can be restored for as long as its template says, and never longer than its data's class allows", async () => {
    for (const [restoreHoursMax, hours] of [
      [24, 24],
      [8760, 168],
    ] as const) {
      const held = await openHeld();
      await held.db.query(sql`
        UPDATE requests SET decision = jsonb_set(decision, '{effective,handling,restoreHoursMax}', ${String(restoreHoursMax)}::jsonb)`);
      await held.passWindow();
      await expireGrants(held.server.worker.ctx);
      await held.tend();
      const left = Date.parse((await held.show()).restoreUntil ?? "") - Date.now();
      expect(Math.round(left / 3_600_000)).toBe(hours);
    }
  });

  test("is destroyed with its data when nobody restores it in its window", async () => {
    const held = await openHeld();
    await held.passWindow();
    await expireGrants(held.server.worker.ctx);
    await held.tend();
    expect(await destroyFrozen(held.server.worker.ctx)).toBe(0);
    await held.db.query(sql`UPDATE resources SET restore_until = now() - interval '1 s'`);
    await expect(restoreResource(held.server.web, held.dana, { id: held.resourceId })).rejects.toMatchObject({
      code: "wrong_state",
    });
    // An older ledger may call frozen what is in use: nothing is destroyed on its word.
    await held.db.query(sql`INSERT INTO ledger_alarms (code, message) VALUES ('ledger_behind_anchor', 'older')`);
    expect(await destroyFrozen(held.server.worker.ctx)).toBe(0);
    await held.db.query(sql`DELETE FROM ledger_alarms`);
    expect(await destroyFrozen(held.server.worker.ctx)).toBe(1);
    await executeRun(held.seen.worker, (await startReleaseRun(held.seen.worker, held.resourceId)) ?? "");
    expect((await held.show()).state).toBe("destroyed");
    expect(await targetObjects([held.resourceId])).toEqual({ databases: [], roles: [] });
  });
});

describe("a rotation", () => {
  test("never ends the old credential before the new one is confirmed", async () => {
    const held = await openHeld();
    const { server, seen, dana, resourceId } = held;
    await expect(rotateResource(server.web, dana, { id: resourceId })).rejects.toMatchObject({ code: "wrong_state" });
    await held.put(1, "unconfirmed");
    const old = await seen.login(1);
    await rotateResource(server.web, dana, { id: resourceId });
    await held.tend();
    expect((await held.show()).grants).toMatchObject([{ state: "unconfirmed" }, { state: "pending", generation: 2 }]);
    await expect(rotateResource(server.web, dana, { id: resourceId })).rejects.toMatchObject({ code: "wrong_state" });
    expect([await seen.answer(1), await seen.answer(2)]).toEqual(["in", "in"]);
    await held.put(2, "revealed");
    await held.tend();
    expect(await seen.answer(1)).toBe("in");
    expect((await held.show()).connection?.url).toMatch(/_g1:/);
    await old.query("CREATE TABLE orders (id int)");
    await held.put(2, "confirmed");
    await held.tend();
    expect((await held.show()).connection?.url).toMatch(/_g2:/);
    expect([await seen.answer(1), await seen.answer(2)]).toEqual(["in", "in"]);
    expect((await old.query("SELECT 1 AS one")).rows).toEqual([{ one: 1 }]);
    await held.passDrain();
    await held.tend();
    await expect(old.query("SELECT 1")).rejects.toThrow(/connection|terminat/i);
    expect([await seen.answer(1), await seen.answer(2)]).toEqual([ended, "in"]);
    const fresh = await seen.login(2);
    expect((await fresh.query("SELECT count(*)::int AS n FROM orders")).rows).toEqual([{ n: 0 }]);
    await fresh.end();
    expect(await held.show()).toMatchObject({
      state: "active",
      grants: [{ endedAt: expect.any(String) }, { state: "confirmed", endedAt: null }],
    });
    expect((await verifyAudit(server.worker.ctx.db)).findings).toEqual([]);
  });

  test("that nobody opens in time is dropped: the old credential stays, and the owner is told", async () => {
    const held = await openHeld();
    await held.put(1, "confirmed");
    await rotateResource(held.server.web, held.dana, { id: held.resourceId });
    await held.tend();
    await held.passWindow();
    await expireGrants(held.server.worker.ctx);
    await held.tend();
    expect([await held.seen.answer(1), await held.seen.answer(2)]).toEqual(["in", ended]);
    expect(await held.show()).toMatchObject({
      state: "active",
      grants: [
        { state: "confirmed", endedAt: null },
        { state: "expired", endedAt: expect.any(String) },
      ],
    });
    expect(await held.mails()).toEqual(["request.fulfilled", "credential.reissued", "rotation.overdue"]);
  });

  test("that cannot be made is taken back without touching the thing or the credential in use", async () => {
    const held = await openHeld();
    await held.put(1, "confirmed");
    const session = await held.seen.login(1);
    await session.query("CREATE TABLE orders (id int)");
    await rotateResource(held.server.web, held.dana, { id: held.resourceId });
    await insist(held, { ...held.seen.worker, seal: () => Promise.reject(new Error("the key service is gone")) }, 12);
    expect(await held.show()).toMatchObject({
      state: "active",
      reissue: null,
      blockedReason: null,
      grants: [{ generation: 1 }],
    });
    expect((await session.query("SELECT count(*)::int AS n FROM orders")).rows).toEqual([{ n: 0 }]);
    await session.end();
    expect(await held.mails()).toEqual(["request.fulfilled", "reissue.failed"]);
    await rotateResource(held.server.web, held.dana, { id: held.resourceId });
    await held.tend();
    expect((await held.show()).grants.map(({ generation }) => generation)).toEqual([1, 3]);
    expect(await held.seen.answer(3)).toBe("in");
  });

  test("is one at a time, however many ask and however many workers take it up", async () => {
    const held = await openHeld();
    await held.put(1, "confirmed");
    const asked = await Promise.allSettled(
      Array.from({ length: 8 }, () => rotateResource(held.server.web, held.dana, { id: held.resourceId })),
    );
    expect(asked.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    const runs = await Promise.all(
      Array.from({ length: 6 }, () => startCredentialRun(held.seen.worker, held.resourceId)),
    );
    expect(new Set(runs).size).toBe(1);
    await Promise.all(runs.map((run) => executeRun(held.seen.worker, run ?? "")));
    await held.tend();
    expect((await held.show()).grants.map(({ generation }) => generation)).toEqual([1, 2]);
  });

  test("is for the team: not there for others, forbidden to who only looks", async () => {
    const held = await openHeld();
    await held.put(1, "confirmed");
    const ask = async (name: "noor" | "ava" | "lee") =>
      rotateResource(held.server.web, await held.server.actor(name), { id: held.resourceId });
    await expect(ask("noor")).rejects.toMatchObject({ code: "not_found" });
    await expect(ask("ava")).rejects.toMatchObject({ code: "forbidden" });
    await ask("lee");
    await held.tend();
    expect((await held.show()).grants.at(-1)).toMatchObject({ recipient: { subject: "dana" } });
  });

  test("goes to who had it as one of the platform team, for as long as they are of it", async () => {
    const held = await openHeld();
    await held.put(1, "confirmed");
    await held.db.query(sql`UPDATE principals SET groups = '{platform}' WHERE subject = 'dana'`);
    await rotateResource(held.server.web, await held.server.actor("lee"), { id: held.resourceId });
    await held.tend();
    expect((await held.show()).grants.at(-1)).toMatchObject({ generation: 2, recipient: { subject: "dana" } });
  });

  test("goes to who asks when the one before has left the team, and to nobody outside it", async () => {
    const held = await openHeld();
    await held.put(1, "confirmed");
    const lee = await held.server.actor("lee");
    await held.db.query(sql`UPDATE principals SET groups = '{}' WHERE subject = 'dana'`);
    await rotateResource(held.server.web, lee, { id: held.resourceId });
    await held.tend();
    const [, second] = (await showResource(held.server.web, lee, held.resourceId)).grants;
    expect(second).toMatchObject({ generation: 2, recipient: { subject: "lee" } });
    await held.put(2, "confirmed");
    await held.tend();
    await rotateResource(held.server.web, lee, { id: held.resourceId });
    await held.db.query(sql`UPDATE principals SET groups = '{}' WHERE subject = 'lee'`);
    await held.tend();
    expect(await held.db.query(sql`SELECT reissue FROM resources`)).toEqual([{ reissue: null }]);
    expect(await held.db.query(sql`SELECT id FROM grants`)).toHaveLength(2);
  });
});

describe("a release", () => {
  test("comes before a new credential that is being made, and leaves nothing of either", async () => {
    const held = await openHeld();
    await held.put(1, "confirmed");
    await rotateResource(held.server.web, held.dana, { id: held.resourceId });
    const rotation = await startCredentialRun(held.seen.worker, held.resourceId);
    const making = executeRun(held.seen.worker, rotation ?? "");
    await releaseResource(held.server.web, held.dana, { id: held.resourceId });
    await waitUntil("destroyed", 20_000, async () => {
      const run = await startReleaseRun(held.seen.worker, held.resourceId);
      if (run !== null) await executeRun(held.seen.worker, run);
      return (await held.show()).state === "destroyed" || null;
    });
    await making;
    expect(await targetObjects([held.resourceId])).toEqual({ databases: [], roles: [] });
  });

  test("that is asked for while a restore ends is not forgotten", async () => {
    const held = await openHeld();
    await held.passWindow();
    await expireGrants(held.server.worker.ctx);
    await held.tend();
    await restoreResource(held.server.web, held.dana, { id: held.resourceId });
    await held.tend({
      ...held.seen.worker,
      seal: async (...given) => {
        await releaseResource(held.server.web, held.dana, { id: held.resourceId });
        return held.seen.worker.seal(...given);
      },
    });
    expect((await held.show()).state).toBe("destroying");
    await executeRun(held.seen.worker, (await startReleaseRun(held.seen.worker, held.resourceId)) ?? "");
    expect(await held.show()).toMatchObject({ state: "destroyed", reissue: null });
    expect(await targetObjects([held.resourceId])).toEqual({ databases: [], roles: [] });
  });

  test("does not wait for a freeze that cannot be proven", async () => {
    const held = await openHeld();
    await held.passWindow();
    await expireGrants(held.server.worker.ctx);
    await insist(held, cannotRevoke(held.seen.worker), 3);
    await releaseResource(held.server.web, held.dana, { id: held.resourceId });
    await executeRun(held.seen.worker, (await startReleaseRun(held.seen.worker, held.resourceId)) ?? "");
    expect(await held.show()).toMatchObject({ state: "destroyed", grants: [{ endedAt: expect.any(String) }] });
    expect(await targetObjects([held.resourceId])).toEqual({ databases: [], roles: [] });
  });
});
