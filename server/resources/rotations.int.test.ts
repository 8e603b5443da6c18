import { describe, expect, test } from "vitest";
import { sql } from "#server/adapters/db/sql.ts";
import { verifyAudit } from "#server/audit/verify-audit.ts";
import { expireGrants } from "#server/grants/expire-grants.ts";
import { listResources } from "#server/resources/list-resources.ts";
import { startDueRotations } from "#server/resources/start-due-rotations.ts";
import { startCredentialRun } from "#server/runs/start-credential-run.ts";
import { openHeldResource } from "#tests/harness/held-resource.ts";

/** A resource whose handling asks for a rotation every 30 days, its first credential in use. */
async function openDated() {
  const held = await openHeldResource();
  const { admin, resourceId } = held;
  await admin.query(sql`UPDATE requests SET decision = jsonb_set(decision, '{effective,handling,rotationDays}', '30')`);
  // As the run that made it would have written it.
  await admin.query(
    sql`UPDATE grants SET rotation_due_at = created_at + interval '30 days', rotate_at = created_at + interval '27 days'`,
  );
  return {
    ...held,
    /** Lets days pass since every credential was made. */
    pass: (days: number) =>
      admin.query(sql`UPDATE grants SET created_at = created_at - make_interval(days => ${days}),
        rotation_due_at = rotation_due_at - make_interval(days => ${days}), rotate_at = rotate_at - make_interval(days => ${days})
        WHERE resource_id = ${resourceId} AND ended_at IS NULL`),
    passWindow: () => admin.query(sql`UPDATE grants SET expires_at = now() - interval '1 s' WHERE state = 'pending'`),
    start: () => startDueRotations(held.worker.ctx),
    overdue: async () => (await listResources(held.web, held.dana, { rotation: "overdue" })).items.map(({ id }) => id),
  };
}

describe("a rotation that its handling asks for", () => {
  test("begins ahead of its date, as long as there is time to open what it makes, and touches nothing in use", async () => {
    const held = await openDated();
    await held.pass(26);
    expect(await held.start()).toBe(0);
    expect(await held.resource()).toMatchObject({ rotationOverdue: false });
    const inDays = (at: string | null) => Math.round((Date.parse(at ?? "") - Date.now()) / 86_400_000);
    expect([(await held.resource()).rotationDueAt, (await held.resource()).rotationAt].map(inDays)).toEqual([4, 1]);
    await held.pass(1);
    expect([await held.start(), await held.start()]).toEqual([1, 0]);
    await held.tend();
    expect(await held.grants()).toMatchObject([
      { generation: 1, endedAt: null, draining: null },
      { generation: 2, state: "pending", recipient: { subject: "dana" } },
    ]);
    expect(await held.told("credential.reissued")).toEqual(["dana"]);
    expect([await held.seen.answer(1), await held.seen.answer(2)]).toEqual(["in", "in"]);
    expect((await held.resource()).rotationAt).toBeNull();
    expect(await held.start()).toBe(0);
    await held.confirm(2);
    await held.tend();
    const after = await held.resource();
    expect(inDays(after.rotationDueAt)).toBe(30);
    expect(inDays(after.rotationAt)).toBe(27);
    expect(after.grants[0]?.draining).not.toBeNull();
    expect((await verifyAudit(held.worker.ctx.db)).findings).toEqual([]);
  });

  test("that nobody opens is overdue: the new one is dropped, owner and leads are told, and it is tried again a day later", async () => {
    const held = await openDated();
    await held.pass(27);
    await held.start();
    await held.tend();
    await held.passWindow();
    await expireGrants(held.worker.ctx);
    await held.tend();
    expect([await held.seen.answer(1), await held.seen.answer(2)]).toEqual(["in", "28P01"]);
    const resource = await held.resource();
    expect(resource).toMatchObject({ state: "active", rotationOverdue: true });
    expect(Math.round((Date.parse(resource.rotationAt ?? "") - Date.now()) / 3_600_000)).toBe(24);
    expect(await held.told("rotation.overdue")).toEqual(["dana", "lee"]);
    expect(await held.overdue()).toEqual([held.resourceId]);
    expect(await held.start()).toBe(0);
    await held.pass(1);
    expect(await held.start()).toBe(1);
    await held.tend();
    await held.confirm(3);
    await held.tend();
    expect(await held.resource()).toMatchObject({ rotationOverdue: false });
    expect(await held.overdue()).toEqual([]);
  });

  test("is overdue once its date has passed, whatever kept it", async () => {
    const held = await openDated();
    await held.pass(31);
    expect(await held.resource()).toMatchObject({ rotationOverdue: true });
    expect(await held.overdue()).toEqual([held.resourceId]);
  });

  test("is asked for again a day later when it cannot be made, and not sooner", async () => {
    const held = await openDated();
    await held.pass(27);
    await held.admin.query(sql`UPDATE principals SET groups = '{}' WHERE subject = 'dana'`);
    expect(await held.start()).toBe(1);
    expect(await startCredentialRun(held.worker, held.resourceId)).toBeNull();
    expect(await held.start()).toBe(0);
    await held.pass(1);
    expect(await held.start()).toBe(1);
  });

  test("is never begun where the handling asks for none, nor for a secret that somebody else changed", async () => {
    const undated = await openHeldResource();
    await undated.admin.query(sql`UPDATE grants SET created_at = now() - interval '10 years'`);
    expect(await startDueRotations(undated.worker.ctx)).toBe(0);
    expect(await undated.resource()).toMatchObject({ rotationDueAt: null, rotationAt: null, rotationOverdue: false });
    const held = await openDated();
    await held.pass(27);
    await held.admin.query(sql`UPDATE grants SET changed_at = now()`);
    expect(await held.start()).toBe(0);
  });

  test("is begun once, however many workers find it due", async () => {
    const held = await openDated();
    await held.pass(27);
    const started = await Promise.all(Array.from({ length: 8 }, () => held.start()));
    expect(started.toSorted()).toEqual([0, 0, 0, 0, 0, 0, 0, 1]);
  });
});
