import { describe, expect, test } from "vitest";
import { AppError } from "#domain/errors/app-error.ts";
import { sql } from "#server/adapters/db/sql.ts";
import { verifyAudit } from "#server/audit/verify-audit.ts";
import { releaseLease } from "#server/leases/release-lease.ts";
import { renewLease } from "#server/leases/renew-lease.ts";
import { releaseResource } from "#server/resources/release-resource.ts";
import { rotateResource } from "#server/resources/reissue-resource.ts";
import { executeRun } from "#server/runs/execute-run.ts";
import { findDueWork } from "#server/runs/find-due-work.ts";
import { startReleaseRun } from "#server/runs/start-release-run.ts";
import { codeOf } from "#tests/harness/held-resource.ts";
import { answerTo, openLeasedResource } from "#tests/harness/leased-resource.ts";

const missing = "28P01";

describe("a lease", () => {
  test("is a login of its own that only its key opens, and ends with proof when its time has passed", async () => {
    const held = await openLeasedResource();
    const lease = await held.lease(held.dana, { purpose: "nightly job" });
    const made = await held.show(lease);
    expect(made).toMatchObject({ state: "active", generation: 2, purpose: "nightly job", renewals: 0, endedAt: null });
    const fields = await held.open(lease);
    expect(await answerTo(fields)).toBe("in");
    expect(await held.grants()).toHaveLength(1);
    const [, login] = await held.loginsOf();
    const last = Date.parse(made.renewableUntil ?? "");
    expect(login?.validUntil?.getTime()).toBeGreaterThanOrEqual(last);
    expect(login?.validUntil?.getTime()).toBeLessThan(last + 120_000);

    await held.pass(lease);
    expect(await held.show(lease)).toMatchObject({ state: "expired", ciphertext: null, enc: null });
    const due = { topic: "resource.tend", payload: { resourceId: held.resourceId } };
    expect(await findDueWork(held.worker.ctx.db)).toContainEqual(due);
    await held.tend();
    expect(await held.show(lease)).toMatchObject({ state: "ended", reason: "Its time has passed." });
    expect(await answerTo(fields)).toBe(missing);
    expect((await held.loginsOf()).map(({ name }) => name.split("_").at(-1))).toEqual(["g1"]);
    expect(await held.seen.answer(1)).toBe("in");
    const [step] = await held.admin.query<{ receipt: { refusal: object; forgotten: object } }>(sql`
      SELECT receipt FROM steps s JOIN runs r ON r.id = s.run_id WHERE r.kind = 'unlease'`);
    expect(step?.receipt).toMatchObject({ refusal: { sqlState: "28000" }, positiveControl: { connected: true } });
    const [row] = await held.admin.query(sql`SELECT enc, ciphertext FROM leases WHERE id = ${lease.id}`);
    expect(row).toEqual({ enc: null, ciphertext: null });
    expect(await findDueWork(held.worker.ctx.db)).toEqual([]);
    expect((await verifyAudit(held.worker.ctx.db)).findings).toEqual([]);
  });

  test("that is given back ends now, and the same again changes nothing", async () => {
    const held = await openLeasedResource();
    const lease = await held.lease(held.dana);
    const fields = await held.open(lease);
    const released = await releaseLease(held.web, held.dana, { id: lease.id });
    expect(released).toMatchObject({ state: "released", ciphertext: null });
    await held.tend();
    const ended = await held.show(lease);
    expect(ended.state).toBe("ended");
    expect(await releaseLease(held.web, held.dana, { id: lease.id })).toEqual(ended);
    expect(await answerTo(fields)).toBe(missing);
  });

  test("given back before its login was made is never made", async () => {
    const held = await openLeasedResource();
    const lease = await held.ask(held.dana);
    expect((await releaseLease(held.web, held.dana, { id: lease.id })).state).toBe("ended");
    await held.tend();
    expect(await held.loginsOf()).toHaveLength(1);
  });

  test("whose login cannot be made says why, and leaves nothing behind", async () => {
    const held = await openLeasedResource();
    const lease = await held.ask(held.dana);
    const sealLease = () => Promise.reject(new AppError("forbidden", "The key is not to be had."));
    await held.tend({ ...held.worker, sealLease });
    expect(await held.show(lease)).toMatchObject({ state: "failed", reason: "The key is not to be had." });
    expect(await held.loginsOf()).toHaveLength(1);
    expect((await held.resource()).state).toBe("active");
  });

  test("that nobody made in time is given up: nobody waits for it any more", async () => {
    const held = await openLeasedResource();
    const lease = await held.ask(held.dana);
    await held.admin.query(sql`UPDATE leases SET created_at = created_at - interval '11 minutes'`);
    await held.tend();
    expect(await held.show(lease)).toMatchObject({ state: "failed", reason: "Its login could not be made in time." });
    expect(await held.loginsOf()).toHaveLength(1);
  });

  test("given back while its login was made is never handed out, and its login ends", async () => {
    const held = await openLeasedResource();
    const lease = await held.ask(held.dana);
    const { sealLease } = held.worker;
    const releasesMeanwhile: typeof sealLease = async (...args) => {
      const sealed = await sealLease(...args);
      await releaseLease(held.web, held.dana, { id: lease.id });
      return sealed;
    };
    await held.tend({ ...held.worker, sealLease: releasesMeanwhile });
    expect(await held.show(lease)).toMatchObject({ state: "ended", ciphertext: null });
    expect(await held.loginsOf()).toHaveLength(1);
  });

  test("is renewed to its cap and not beyond, its login and its ciphertext stay", async () => {
    const held = await openLeasedResource();
    const lease = await held.lease(held.dana, { ttlSeconds: 60 });
    const before = await held.show(lease);
    const renewed = await renewLease(held.web, held.dana, { id: lease.id, ttlSeconds: 3600 });
    expect(Date.parse(renewed.expiresAt ?? "")).toBeGreaterThan(Date.parse(before.expiresAt ?? ""));
    expect(renewed).toMatchObject({ renewals: 1, ciphertext: before.ciphertext, sealedUntil: before.sealedUntil });
    expect(await answerTo(await held.open(lease))).toBe("in");
    await held.admin.query(sql`
      UPDATE leases SET until_max = expires_at + interval '1 minute' WHERE id = ${lease.id}`);
    await held.admin.query(
      sql`UPDATE leases SET expires_at = expires_at - interval '3 minutes' WHERE id = ${lease.id}`,
    );
    const last = await renewLease(held.web, held.dana, { id: lease.id, ttlSeconds: 3600 });
    expect(Date.parse(last.expiresAt ?? "")).toBeLessThanOrEqual(Date.parse(last.renewableUntil ?? ""));
    await held.admin.query(sql`UPDATE leases SET until_max = expires_at WHERE id = ${lease.id}`);
    expect(await codeOf(renewLease(held.web, held.dana, { id: lease.id, ttlSeconds: 3600 }))).toBe("limit_reached");
    await held.pass(lease);
    expect(await codeOf(renewLease(held.web, held.dana, { id: lease.id, ttlSeconds: 60 }))).toBe("wrong_state");
  });

  test("stands in the way of no rotation, and no rotation ends it", async () => {
    const held = await openLeasedResource();
    const lease = await held.ask(held.dana);
    await rotateResource(held.web, held.dana, { id: held.resourceId });
    await held.tend();
    const fields = await held.open(lease);
    await held.confirm(2);
    await held.tend();
    expect(await answerTo(fields)).toBe("in");
    expect((await held.grants()).map(({ generation }) => generation)).toEqual([1, 2]);
    expect((await held.show(lease)).generation).toBe(3);
  });

  test("ends when its resource is frozen, and none is made of it then", async () => {
    const held = await openLeasedResource();
    const lease = await held.lease(held.dana);
    const fields = await held.open(lease);
    const waiting = await held.ask(held.dana);
    await held.admin.query(sql`UPDATE resources SET state = 'frozen' WHERE id = ${held.resourceId}`);
    expect(await held.show(lease)).toMatchObject({ state: "released", ciphertext: null });
    await held.tend();
    expect((await held.show(lease)).state).toBe("ended");
    expect((await held.show(waiting)).state).toBe("failed");
    expect(await answerTo(fields)).not.toBe("in");
    expect((await held.loginsOf()).filter(({ canLogin }) => canLogin)).toEqual([]);
    expect(await codeOf(held.ask(held.dana))).toBe("wrong_state");
  });

  test("ends with its resource", async () => {
    const held = await openLeasedResource();
    const lease = await held.lease(held.dana);
    const waiting = await held.ask(held.dana);
    const fields = await held.open(lease);
    await releaseResource(held.web, held.dana, { id: held.resourceId });
    await executeRun(held.worker, (await startReleaseRun(held.worker, held.resourceId)) ?? "");
    expect((await held.show(lease)).state).toBe("ended");
    expect((await held.show(waiting)).state).toBe("failed");
    expect(await answerTo(fields)).not.toBe("in");
    expect(await held.loginsOf()).toEqual([]);
  });

  test("ends when whoever asked for it cannot sign in any more", async () => {
    const held = await openLeasedResource();
    const lease = await held.lease(held.lee);
    const fields = await held.open(lease);
    await held.admin.query(sql`UPDATE principals SET disabled_at = now() WHERE id = ${held.lee.principalId}`);
    const due = { topic: "resource.tend", payload: { resourceId: held.resourceId } };
    expect(await findDueWork(held.worker.ctx.db)).toContainEqual(due);
    await held.tend();
    expect(await answerTo(fields)).toBe(missing);
  });

  test("leaves what it made in the database to the owner", async () => {
    const held = await openLeasedResource();
    const lease = await held.lease(held.dana);
    const { username, password } = await held.open(lease);
    const owner = await held.seen.login(1);
    const { host, port, database } = owner;
    const { default: pg } = await import("pg");
    const own = new pg.Client({ host, port, database, user: String(username), password: String(password) });
    await own.connect();
    await own.query("RESET ROLE; SET ROLE NONE; CREATE TABLE kept (id int); INSERT INTO kept VALUES (7)");
    await own.end();
    await releaseLease(held.web, held.dana, { id: lease.id });
    await held.tend();
    expect(await held.loginsOf()).toHaveLength(1);
    expect((await owner.query("SELECT id FROM kept")).rows).toEqual([{ id: 7 }]);
    await owner.query("DROP TABLE kept");
    await owner.end();
  });

  test("of a dead worker's back end ends by itself: its login has an end there too", async () => {
    const held = await openLeasedResource();
    const lease = await held.lease(held.dana);
    const fields = await held.open(lease);
    const [, login] = await held.loginsOf();
    const { default: pg } = await import("pg");
    const { targetAdminUrl } = await import("#tests/harness/target.ts");
    const admin = new pg.Client({ connectionString: targetAdminUrl() });
    await admin.connect();
    await admin.query(`ALTER ROLE "${login?.name}" VALID UNTIL 'now'`);
    expect(await answerTo(fields)).toBe(missing);
    await admin.end();
    await held.pass(lease);
    await held.tend();
    expect((await held.show(lease)).state).toBe("ended");
  });
});
