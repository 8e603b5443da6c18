import { expect, test } from "vitest";
import type { Actor } from "#domain/access/actor.ts";
import { sql } from "#server/adapters/db/sql.ts";
import { verifyAudit } from "#server/audit/verify-audit.ts";
import { applyClosure } from "#server/operations/apply-closure.ts";
import { confirmClosure } from "#server/operations/confirm-closure.ts";
import { listOperations } from "#server/operations/list-operations.ts";
import { proposeClosure } from "#server/operations/propose-closure.ts";
import { releaseResource } from "#server/resources/release-resource.ts";
import { executeRun } from "#server/runs/execute-run.ts";
import { findDueWork } from "#server/runs/find-due-work.ts";
import { startReleaseRun } from "#server/runs/start-release-run.ts";
import { AppError } from "#domain/errors/app-error.ts";
import { codeOf, openHeldResource } from "#tests/harness/held-resource.ts";

const reason = "The cluster was given up for good.";
const second = "I saw its disks being shredded.";

/** A release whose access nothing can prove to have ended, after every attempt. */
async function openBlocked() {
  const held = await openHeldResource();
  const type = held.worker.resourceType("postgres-database");
  if (type === undefined) throw new Error("no type");
  const revoke = () => Promise.reject(new AppError("verification_failed", "The probe got no answer that proves it."));
  const worker = { ...held.worker, resourceType: () => ({ ...type, revoke }) };
  await releaseResource(held.web, held.dana, { id: held.resourceId });
  const runId = (await startReleaseRun(worker, held.resourceId)) ?? "";
  // More than six: on a busy machine a lease of a second may be lost.
  for (let attempt = 0; attempt < 20 && (await held.resource()).blockedReason === null; attempt++) {
    await held.admin.query(sql`UPDATE steps SET due_at = now() - interval '1 ms' WHERE run_id = ${runId}`);
    await executeRun(worker, runId);
  }
  expect(await held.resource()).toMatchObject({ state: "destroying", blockedReason: "revocation_unverified" });
  const propose = (actor: Actor) => proposeClosure(held.web, actor, { id: runId, reason });
  const closureId = async () => {
    const [row] = await held.admin.query<{ id: string }>(
      sql`SELECT id FROM closures ORDER BY proposed_at DESC LIMIT 1`,
    );
    return row?.id ?? "clo_none";
  };
  const confirm = async (actor: Actor) =>
    confirmClosure(held.web, actor, { id: runId, closure: await closureId(), reason: second });
  return { ...held, worker, good: held.worker, runId, propose, confirm, closureId };
}

const bot = (actor: Actor): Actor => ({ ...actor, kind: "service_account" });

test("what cannot be proven after every attempt is told to platform and security, once", async () => {
  const held = await openBlocked();
  await held.admin.query(sql`UPDATE steps SET due_at = now() - interval '1 ms' WHERE run_id = ${held.runId}`);
  await executeRun(held.worker, held.runId);
  expect(await held.told("run.blocked")).toEqual(["omar", "priya", "sam"]);
  const { items } = await listOperations(held.web, held.priya, {});
  expect(items[0]).toMatchObject({ id: held.runId, kind: "release", needsSomebody: true });
  expect(items[0]?.step?.counted).toBeGreaterThanOrEqual(6);
});

test("two different persons of platform and security close it, and nothing ever says that it was proven", async () => {
  const held = await openBlocked();
  await held.admin.query(sql`
    INSERT INTO leases (id, resource_id, principal_id, public_key, ttl_seconds, state, generation, made_at, sealed_until,
      until_max, expires_at)
    VALUES ('lea_left', ${held.resourceId}, ${held.dana.principalId}, ${Buffer.alloc(65)}, 60, 'expired', 7, now(), now(), now(), now())`);
  expect((await held.propose(held.priya)).closure).toMatchObject({ by: { name: held.priya.name }, reason });
  expect(await held.told("closure.proposed")).toEqual(["omar", "priya", "sam"]);
  expect((await held.resource()).state).toBe("destroying");
  await held.confirm(held.sam);
  await applyClosure(held.worker.ctx, await held.closureId());
  await applyClosure(held.worker.ctx, await held.closureId());
  const closed = await held.resource();
  expect(closed).toMatchObject({ state: "destroyed", blockedReason: null, grants: [{ endedAt: null }] });
  expect(closed.closedUnproven).toMatchObject({
    by: [held.priya.name, held.sam.name],
    reasons: [reason, second],
  });
  const [run] = await held.admin.query(sql`SELECT state FROM runs WHERE id = ${held.runId}`);
  expect(run).toEqual({ state: "closed" });
  expect(
    await held.admin.query(
      sql`SELECT FROM steps WHERE run_id = ${held.runId} AND (receipt IS NOT NULL OR state = 'done')`,
    ),
  ).toEqual([]);
  const texts = await held.admin.query<{ text: string }>(
    sql`SELECT text FROM audit_events WHERE stream = ${`resource:${held.resourceId}`}`,
  );
  expect(texts.filter(({ text }) => text.includes("resource.closed_unproven"))).toHaveLength(1);
  expect(texts.some(({ text }) => /"action":"resource\.destroyed"|back end proved/.test(text))).toBe(false);
  const [lease] = await held.admin.query(sql`SELECT state, reason FROM leases WHERE id = 'lea_left'`);
  expect(lease).toEqual({ state: "failed", reason: "Closed by two persons, without proof." });
  expect(await held.told("closure.closed")).toEqual(["dana", "sam"]);
  expect(await findDueWork(held.worker.ctx.db)).toEqual([]);
  expect((await verifyAudit(held.worker.ctx.db)).findings).toEqual([]);
});

test("nobody else can: not the same person twice, the owner, another team, an auditor, an administrator, a bot", async () => {
  const held = await openBlocked();
  for (const actor of [held.dana, held.lee, held.noor, held.ava, held.rae, bot(held.priya)]) {
    expect(await codeOf(held.propose(actor)), actor.subject).toBe("forbidden");
  }
  expect(await codeOf(held.propose({ ...held.priya, channel: "chat" }))).toBe("forbidden");
  const old = new Date(Date.now() - 2 * 3_600_000);
  expect(await codeOf(held.propose({ ...held.priya, authTime: old }))).toBe("reauthentication_required");
  await held.propose(held.priya);
  expect(await codeOf(held.propose(held.omar))).toBe("wrong_state");
  for (const actor of [held.priya, held.dana, held.lee, held.noor, held.ava, held.rae, bot(held.omar)]) {
    expect(await codeOf(held.confirm(actor)), actor.subject).toBe("forbidden");
  }
  expect(await codeOf(held.confirm({ ...held.omar, authTime: old }))).toBe("reauthentication_required");
  // Another account of the first person, and the requester where they are of the platform themselves.
  await held.admin.query(
    sql`UPDATE principals SET email = (SELECT email FROM principals WHERE subject = 'priya') WHERE subject = 'omar'`,
  );
  expect(await codeOf(held.confirm(held.omar))).toBe("forbidden");
  await held.admin.query(sql`UPDATE requests SET requester_id = ${held.sam.principalId}`);
  expect(await codeOf(held.confirm(held.sam))).toBe("forbidden");
  expect((await held.resource()).state).toBe("destroying");
});

test("whoever lost the role since cannot, and a proposal is over after 24 hours", async () => {
  const held = await openBlocked();
  await held.propose(held.priya);
  await held.admin.query(sql`UPDATE principals SET groups = '{}' WHERE subject = 'omar'`);
  expect(await codeOf(held.confirm(held.omar))).toBe("forbidden");
  await held.admin.query(sql`UPDATE closures SET proposed_at = now() - interval '24 hours 1 second'`);
  expect(await codeOf(held.confirm(held.sam))).toBe("wrong_state");
  expect((await held.propose(held.sam)).closure).not.toBeNull();
});

test("of many who confirm at once one does", async () => {
  const held = await openBlocked();
  await held.propose(held.priya);
  const tries = await Promise.allSettled(
    [held.sam, held.omar, held.sam, held.omar].map((actor) => held.confirm(actor)),
  );
  expect(tries.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
  expect(await held.admin.query(sql`SELECT FROM audit_events WHERE text LIKE '%closure.confirmed%'`)).toHaveLength(1);
});

test("a proof that comes before it is carried out stands", async () => {
  const held = await openBlocked();
  await held.propose(held.priya);
  await held.confirm(held.sam);
  await held.admin.query(sql`UPDATE steps SET due_at = now() - interval '1 ms' WHERE run_id = ${held.runId}`);
  await executeRun(held.good, held.runId);
  await applyClosure(held.worker.ctx, await held.closureId());
  const proven = await held.resource();
  expect(proven).toMatchObject({ state: "destroyed", closedUnproven: null, grants: [{ endedAt: expect.any(String) }] });
  expect(await held.admin.query(sql`SELECT outcome FROM closures`)).toEqual([{ outcome: "proven" }]);
});

test("what still goes on by itself is not closable", async () => {
  const held = await openBlocked();
  await held.admin.query(sql`UPDATE resources SET blocked_reason = NULL`);
  expect(await codeOf(held.propose(held.priya))).toBe("wrong_state");
});
