import { createHash, randomBytes } from "node:crypto";
import pg from "pg";
import { describe, expect, onTestFinished, test } from "vitest";
import { scramVerifier } from "#domain/credentials/scram-verifier.ts";
import { AppError } from "#domain/errors/app-error.ts";
import { sql } from "#server/adapters/db/sql.ts";
import { verifyAudit } from "#server/audit/verify-audit.ts";
import { endDrain } from "#server/resources/end-drain.ts";
import { rotateResource } from "#server/resources/reissue-resource.ts";
import { tellDrainsEnding } from "#server/resources/tell-drains-ending.ts";
import { openBulkhead } from "#server/runs/bulkhead.ts";
import { findDueWork } from "#server/runs/find-due-work.ts";
import { handleRunJob } from "#server/runs/handle-run-job.ts";
import { lookAtDrains } from "#server/runs/look-at-drains.ts";
import { codeOf, openHeldResource } from "#tests/harness/held-resource.ts";
import { targetAdminUrl } from "#tests/harness/target.ts";

/** The probe's password replaced the old one before the login was blocked: the receipt has the server's own 28000. */
const ended = "28P01";

/** A resource of dana's whose first generation a second one has overtaken, with a session of the first still open. */
async function openOvertaken() {
  const held = await openHeldResource();
  const { resourceId, admin, worker } = held;
  const session = await held.seen.login(1);
  onTestFinished(() => session.end().catch(() => undefined));
  await session.query("SET application_name = 'checkout'");
  await rotateResource(held.web, held.dana, { id: resourceId });
  await held.tend();
  await held.confirm(2);
  await held.tend();
  const dueNow = () =>
    admin.query(sql`UPDATE grants SET look_at = date_trunc('milliseconds', now()) WHERE look_at IS NOT NULL`);
  return {
    ...held,
    session,
    first: async () => (await held.grants()).find(({ generation }) => generation === 1),
    /** Looks as the worker does when it is due. */
    look: async () => {
      await dueNow();
      await lookAtDrains(worker, resourceId);
    },
    dueNow,
    passDrain: () =>
      admin.query(
        sql`UPDATE grants SET drain_until = now() - interval '1 ms' WHERE drain_until IS NOT NULL AND ended_at IS NULL`,
      ),
    jobs: async () =>
      (await findDueWork(worker.ctx.db)).filter(({ payload }) => JSON.stringify(payload).includes(resourceId)),
    /** What the page says of who was sent what. */
    messages: async (template: string) => (await held.told(template)).toSorted(),
  };
}

/** Sets a password past the product, as another tool would. */
async function setElsewhere(generation: number, resourceId: string): Promise<string> {
  const root = new pg.Client({ connectionString: targetAdminUrl() });
  await root.connect();
  const { rows } = await root.query<{ name: string }>(
    `SELECT rolname AS name FROM pg_roles WHERE shobj_description(oid, 'pg_authid') = $1 AND rolname LIKE $2`,
    [`latchkey:${resourceId}`, `%\\_g${generation}`],
  );
  const name = rows[0]?.name ?? "";
  await root.query(`ALTER ROLE "${name}" PASSWORD '${scramVerifier(Buffer.from(randomBytes(16).toString("hex")))}'`);
  await root.end();
  return name;
}

describe("an overtaken credential", () => {
  test("lives on while it is used, and says by how many, from where and since when", async () => {
    const held = await openOvertaken();
    expect(await held.first()).toMatchObject({
      endedAt: null,
      draining: { watched: true, connections: null, from: [], lookedAt: null },
    });
    await held.look();
    await held.look();
    await held.look();
    await held.tend();
    const first = await held.first();
    expect(first).toMatchObject({
      endedAt: null,
      draining: { connections: 1, from: [expect.stringMatching(/^(127\.0\.0\.1|::1) \(checkout\)$/)] },
    });
    expect(Date.parse(first?.draining?.lastActiveAt ?? "")).toBeGreaterThan(Date.now() - 60_000);
    const hours = (Date.parse(first?.draining?.until ?? "") - Date.now()) / 3_600_000;
    expect(Math.round(hours)).toBe(24);
    expect((await held.session.query("SELECT 1 AS one")).rows).toEqual([{ one: 1 }]);
  });

  test("ends with proof after two looks in a row that found nobody, and after no fewer", async () => {
    const held = await openOvertaken();
    await held.look();
    await held.session.end();
    await held.look();
    await held.tend();
    expect((await held.first())?.endedAt).toBeNull();
    const back = await held.seen.login(1);
    await held.look();
    await back.end();
    await held.look();
    await held.tend();
    expect(await held.first()).toMatchObject({ endedAt: null, draining: { connections: 0 } });
    await held.look();
    expect(await held.jobs()).toContainEqual({ topic: "resource.tend", payload: { resourceId: held.resourceId } });
    await held.tend();
    expect(await held.first()).toMatchObject({ endedAt: expect.any(String), draining: null });
    expect([await held.seen.answer(1), await held.seen.answer(2)]).toEqual([ended, "in"]);
    const [proof] = await held.admin.query<{ receipt: unknown }>(sql`SELECT receipt FROM steps WHERE name = 'revoke'`);
    expect(proof?.receipt).toMatchObject({ positiveControl: { connected: true }, refusal: { sqlState: "28000" } });
    expect(await held.messages("credential.old_ended")).toEqual([]);
    expect((await verifyAudit(held.worker.ctx.db)).findings).toEqual([]);
  });

  test("is looked at by the sweeper's word alone, at most once at a time however many workers look", async () => {
    const held = await openOvertaken();
    await held.session.end();
    const job = { topic: "resource.look", payload: { resourceId: held.resourceId } };
    await held.dueNow();
    expect(await held.jobs()).toContainEqual(job);
    const bulkhead = openBulkhead(held.worker.ctx.log, () => Promise.resolve());
    onTestFinished(() => bulkhead.close());
    await Promise.all(Array.from({ length: 6 }, () => handleRunJob(held.worker, bulkhead, job)));
    const [row] = await held.admin.query(sql`SELECT empty_looks AS looks FROM grants WHERE generation = 1`);
    expect(row).toEqual({ looks: 1 });
    expect(await held.jobs()).not.toContainEqual(job);
  });

  test("ends at its deadline with its sessions, and its owner is told before and after", async () => {
    const held = await openOvertaken();
    await held.look();
    expect(await tellDrainsEnding(held.worker.ctx)).toBe(0);
    await held.admin.query(sql`UPDATE grants SET drain_until = now() + interval '50 minutes' WHERE generation = 1`);
    expect([await tellDrainsEnding(held.worker.ctx), await tellDrainsEnding(held.worker.ctx)]).toEqual([1, 0]);
    expect(await held.messages("credential.old_ends_soon")).toEqual(["dana"]);
    await held.passDrain();
    await held.tend();
    await expect(held.session.query("SELECT 1")).rejects.toThrow(/connection|terminat/i);
    expect((await held.first())?.endedAt).toEqual(expect.any(String));
    expect(await held.messages("credential.old_ended")).toEqual(["dana"]);
  });

  test("ends after an end that failed half-way: the probe's password is nobody else's change", async () => {
    const held = await openOvertaken();
    await held.passDrain();
    let failures = 0;
    const halfway: typeof held.worker = {
      ...held.worker,
      resourceType: (id) => {
        const type = held.worker.resourceType(id);
        if (type === undefined) return undefined;
        const revoke: typeof type.revoke = (ctx) =>
          type.revoke({
            ...ctx,
            failpoint: (point) =>
              point === "postgres.after-positive-control" && failures++ === 0
                ? Promise.reject(new AppError("backend_unavailable", "The worker died here."))
                : Promise.resolve(),
          });
        return { ...type, revoke };
      },
    };
    for (let attempt = 0; attempt < 3; attempt++) {
      await held.tend(halfway);
      await held.dueNow();
      await lookAtDrains(halfway, held.resourceId);
      await held.admin.query(sql`UPDATE steps SET due_at = now() - interval '1 ms' WHERE state = 'pending'`);
    }
    expect(failures).toBeGreaterThan(0);
    expect(await held.resource()).toMatchObject({ blockedReason: null });
    expect((await held.first())?.endedAt).toEqual(expect.any(String));
    expect(await held.messages("credential.changed_elsewhere")).toEqual([]);
  });

  test("ends at once when somebody of the team says so, and for nobody else", async () => {
    const held = await openOvertaken();
    const order = { id: held.resourceId };
    expect(await codeOf(endDrain(held.web, held.noor, order))).toBe("not_found");
    expect(await codeOf(endDrain(held.web, held.ava, order))).toBe("forbidden");
    await endDrain(held.web, held.lee, order);
    await held.tend();
    expect((await held.first())?.endedAt).toEqual(expect.any(String));
    expect([await held.seen.answer(1), await held.seen.answer(2)]).toEqual([ended, "in"]);
    expect(await codeOf(endDrain(held.web, held.lee, order))).toBe("wrong_state");
  });

  test("a client's name is text of a stranger: it breaks no line and stays short", async () => {
    const held = await openOvertaken();
    await held.session.query(`SET application_name = E'<b>x</b>\\n\\u202e${"y".repeat(80)}'`);
    await held.look();
    const from = (await held.first())?.draining?.from ?? [];
    expect(from).toHaveLength(1);
    expect(from[0]?.length).toBeLessThan(151);
    expect(from[0]).not.toMatch(/[\p{Cc}\p{Cf}]/u);
  });
});

describe("a secret that somebody else changed", () => {
  test("is kept as a hash of what the server keeps, never as that itself", async () => {
    const held = await openHeldResource();
    const [row] = await held.admin.query<{ fingerprint: string }>(sql`SELECT fingerprint FROM grants`);
    const root = new pg.Client({ connectionString: targetAdminUrl() });
    await root.connect();
    const { rows } = await root.query<{ verifier: string }>(
      `SELECT rolpassword AS verifier FROM pg_authid WHERE shobj_description(oid, 'pg_authid') = $1 AND rolcanlogin`,
      [`latchkey:${held.resourceId}`],
    );
    await root.end();
    expect(row?.fingerprint).toBe(
      createHash("sha256")
        .update(rows[0]?.verifier ?? "")
        .digest("base64url"),
    );
  });

  test("stops a rotation before anything is made: nothing ends, owner and platform are alarmed", async () => {
    const held = await openHeldResource();
    await setElsewhere(1, held.resourceId);
    await rotateResource(held.web, held.dana, { id: held.resourceId });
    await held.tend();
    const resource = await held.resource();
    expect(resource).toMatchObject({ state: "active", reissue: null, blockedReason: "secret_changed_elsewhere" });
    expect(resource.grants).toMatchObject([{ generation: 1, endedAt: null, changedElsewhereAt: expect.any(String) }]);
    expect(await held.told("credential.changed_elsewhere")).toEqual(["dana", "omar", "priya"]);
    expect(await held.told("reissue.failed")).toEqual([]);
    const [made] = await held.admin.query(sql`SELECT count(*)::int AS n FROM grants`);
    expect(made).toEqual({ n: 1 });
    expect(await codeOf(rotateResource(held.web, held.dana, { id: held.resourceId }))).toBe("secret_changed_elsewhere");
  });

  test("goes on when a person says that they know: a new one is made, and the one in use ends once it is confirmed", async () => {
    const held = await openHeldResource();
    await setElsewhere(1, held.resourceId);
    await rotateResource(held.web, held.dana, { id: held.resourceId });
    await held.tend();
    await rotateResource(held.web, held.lee, { id: held.resourceId, acknowledgeChange: true });
    await held.tend();
    const made = (await held.grants()).at(-1)?.generation ?? 0;
    expect(await held.resource()).toMatchObject({ blockedReason: null });
    await held.confirm(made);
    await held.tend();
    await held.admin.query(sql`UPDATE grants SET drain_until = now() - interval '1 ms' WHERE drain_until IS NOT NULL`);
    await held.tend();
    expect((await held.grants()).map(({ endedAt }) => endedAt !== null)).toEqual([true, false]);
    expect(await held.seen.answer(made)).toBe("in");
  });

  test("is found at a look, and stops the end of an overtaken one, also at its deadline", async () => {
    const held = await openOvertaken();
    await setElsewhere(1, held.resourceId);
    await held.look();
    expect(await held.resource()).toMatchObject({ blockedReason: "secret_changed_elsewhere" });
    await held.passDrain();
    await held.tend();
    expect((await held.first())?.endedAt).toBeNull();
    expect((await held.session.query("SELECT 1 AS one")).rows).toEqual([{ one: 1 }]);
  });

  test("that no look saw stops the end itself, right before it", async () => {
    const held = await openOvertaken();
    await setElsewhere(1, held.resourceId);
    await held.passDrain();
    await held.tend();
    expect((await held.first())?.endedAt).toBeNull();
    expect(await held.resource()).toMatchObject({ state: "active", blockedReason: "secret_changed_elsewhere" });
    const runs = await held.admin.query(sql`SELECT state FROM runs WHERE kind = 'revoke'`);
    expect(runs).toEqual([{ state: "withdrawn" }]);
    expect((await held.session.query("SELECT 1 AS one")).rows).toEqual([{ one: 1 }]);
  });
});
