import { describe, expect, test } from "vitest";
import { sql } from "#server/adapters/db/sql.ts";
import { verifyAudit } from "#server/audit/verify-audit.ts";
import { endBreakGlass } from "#server/break-glass/end-break-glass.ts";
import { rotateResource } from "#server/resources/reissue-resource.ts";
import { releaseResource } from "#server/resources/release-resource.ts";
import { executeRun } from "#server/runs/execute-run.ts";
import { findDueWork } from "#server/runs/find-due-work.ts";
import { startReleaseRun } from "#server/runs/start-release-run.ts";
import { openHeldResource } from "#tests/harness/held-resource.ts";

/** The probe's password replaced the old one before the login was blocked: the receipt has the server's own 28000. */
const ended = "28P01";

const sealedFor = (generation: number) => sql`
  SELECT s.grant_id FROM sealed_payloads s JOIN grants g ON g.id = s.grant_id WHERE g.generation = ${generation}`;

describe("the credential of an emergency", () => {
  test("stands beside the owner's, ends with proof, and the owner's is rotated after it", async () => {
    const held = await openHeldResource();
    const used = await held.breakGlass(held.omar);
    expect(used).toMatchObject({ state: "active", persons: 1, second: null, by: { name: "Omar Benali" } });
    expect(Date.parse(used.until ?? "") - Date.parse(used.activatedAt ?? "")).toBe(3_600_000);
    await held.tend();
    const [own, emergency] = await held.grants();
    expect(own).toMatchObject({ generation: 1, endedAt: null, emergencyUntil: null });
    const lasting = { emergencyUntil: used.until, expiresAt: used.until };
    expect(emergency).toMatchObject({ generation: 2, state: "pending", recipient: { subject: "omar" }, ...lasting });
    await held.confirm(2);
    await held.tend();
    expect([await held.seen.answer(1), await held.seen.answer(2)]).toEqual(["in", "in"]);

    await held.passEmergencies();
    await held.tend();
    expect([await held.seen.answer(1), await held.seen.answer(2)]).toEqual(["in", ended]);
    expect((await held.emergency(used.id)).state).toBe("ended");
    const [, over, rotated] = await held.grants();
    expect(over?.endedAt).not.toBeNull();
    const forOwner = { recipient: { subject: "dana" }, emergencyUntil: null };
    expect(rotated).toMatchObject({ generation: 3, state: "pending", ...forOwner });
    expect(await held.told("emergency.ended")).toEqual(["dana"]);
    await held.confirm(3);
    await held.tend();
    await held.passDrain();
    expect([await held.seen.answer(1), await held.seen.answer(3)]).toEqual([ended, "in"]);
    expect((await verifyAudit(held.worker.ctx.db)).findings).toEqual([]);
  });

  test("that nobody opened ends all the same, found with the queue empty, and freezes nothing", async () => {
    const held = await openHeldResource();
    const { id } = await held.breakGlass(held.omar, { ttlMinutes: 1 });
    await held.tend();
    await held.passEmergencies();
    const due = { topic: "resource.tend", payload: { resourceId: held.resourceId } };
    expect(await findDueWork(held.worker.ctx.db)).toContainEqual(due);
    await held.tend();
    expect([(await held.emergency(id)).state, (await held.resource()).state]).toEqual(["ended", "active"]);
    expect([await held.seen.answer(1), await held.seen.answer(2)]).toEqual(["in", ended]);
    expect(await held.grants()).toHaveLength(3);
  });

  test("is closed the moment somebody concerned ends it, and its login is revoked", async () => {
    const held = await openHeldResource();
    const { id } = await held.breakGlass(held.omar);
    await held.tend();
    await endBreakGlass(held.web, held.dana, { id });
    expect((await held.grants())[1]?.state).toBe("revoked");
    expect(await held.admin.query(sealedFor(2))).toEqual([]);
    await held.tend();
    expect([await held.seen.answer(1), await held.seen.answer(2)]).toEqual(["in", ended]);
    expect((await held.emergency(id)).state).toBe("ended");
  });

  test("that was ended while it was made is never handed out", async () => {
    const held = await openHeldResource();
    const { id } = await held.breakGlass(held.omar);
    const { seal } = held.worker;
    const endsMeanwhile: typeof seal = async (...args) => {
      const sealed = await seal(...args);
      if (args[2].generation === 2) await endBreakGlass(held.web, held.omar, { id });
      return sealed;
    };
    await held.tend({ ...held.worker, seal: endsMeanwhile });
    expect((await held.grants())[1]).toMatchObject({ state: "revoked", revealedAt: null });
    expect(await held.admin.query(sealedFor(2))).toEqual([]);
    expect(await held.seen.answer(2)).toBe(ended);
    expect((await held.emergency(id)).state).toBe("ended");
  });

  test("is made for nobody whom the worker's own catalog does not name, whatever a row says", async () => {
    const held = await openHeldResource();
    const { resourceId, noor } = held;
    await held.admin.query(sql`
      INSERT INTO emergencies (id, resource_id, principal_id, reason, incident, ttl_minutes, persons, state, activated_at, until)
      VALUES ('bg_forged', ${resourceId}, ${noor.principalId}, 'x', 'x', 60, 1, 'active', now(), now() + interval '1 hour')`);
    await held.tend();
    expect(await held.grants()).toHaveLength(1);
    expect(await held.told("emergency.not_begun")).toEqual(["noor"]);
  });

  test("lasts no longer than an hour and is nobody else's, whatever web writes", async () => {
    const held = await openHeldResource();
    const { id } = await held.breakGlass(held.omar);
    const { db } = held.web;
    const longer = sql`UPDATE emergencies SET until = activated_at + interval '61 minutes' WHERE id = ${id}`;
    await expect(db.query(longer)).rejects.toThrow(/emergencies_hour_check/);
    const alone = sql`UPDATE emergencies SET second_id = principal_id WHERE id = ${id}`;
    await expect(db.query(alone)).rejects.toThrow(/emergencies_second_check/);
    await expect(db.query(sql`UPDATE grants SET emergency_id = ${id}`)).rejects.toThrow(/permission denied/);
    const other = sql`UPDATE emergencies SET principal_id = ${held.noor.principalId} WHERE id = ${id}`;
    await expect(db.query(other)).rejects.toThrow(/permission denied/);
  });

  test("ends with the resource", async () => {
    const held = await openHeldResource();
    const { id } = await held.breakGlass(held.omar);
    await held.tend();
    await releaseResource(held.web, held.dana, { id: held.resourceId });
    await executeRun(held.worker, (await startReleaseRun(held.worker, held.resourceId)) ?? "");
    expect((await held.emergency(id)).state).toBe("ended");
    expect(await held.seen.answer(2)).not.toBe("in");
  });

  test("stands in the way of no rotation, and no rotation ends it", async () => {
    const held = await openHeldResource();
    await held.breakGlass(held.omar);
    await held.tend();
    await rotateResource(held.web, held.dana, { id: held.resourceId });
    await held.tend();
    const recipients = (await held.grants()).map(({ generation, recipient }) => [generation, recipient.subject]);
    expect(recipients).toEqual([
      [1, "dana"],
      [2, "omar"],
      [3, "dana"],
    ]);
    await held.confirm(2, 3);
    await held.tend();
    await held.passDrain();
    const answers = [await held.seen.answer(1), await held.seen.answer(2), await held.seen.answer(3)];
    expect(answers).toEqual([ended, "in", "in"]);
  });
});
