import { expect, test } from "vitest";
import { sql } from "#server/adapters/db/sql.ts";
import { probeBackend } from "#server/health/probe-backend.ts";
import { runCanary } from "#server/health/run-canary.ts";
import { handOverOperation } from "#server/operations/hand-over-operation.ts";
import { listBackendHealth } from "#server/operations/list-backend-health.ts";
import { listOperations } from "#server/operations/list-operations.ts";
import { pauseBackend, resumeBackend } from "#server/operations/pause-backend.ts";
import { readBacklog } from "#server/operations/read-backlog.ts";
import { retryOperation } from "#server/operations/retry-operation.ts";
import { undoOperation } from "#server/operations/undo-operation.ts";
import { showRequest } from "#server/requests/show-request.ts";
import { executeRun } from "#server/runs/execute-run.ts";
import { startProvisionRun } from "#server/runs/start-provision-run.ts";
import { breakable, openBreakableServer } from "#tests/harness/breakable-server.ts";
import { codeOf } from "#tests/harness/held-resource.ts";

const names = ["dana", "lee", "noor", "priya", "omar", "sam", "ava", "rae"] as const;

/** A run that waits for its back end, and everybody. */
async function openWaiting() {
  const server = await openBreakableServer();
  const actors = Object.fromEntries(
    await Promise.all(names.map(async (name) => [name, await server.actor(name)] as const)),
  );
  const actor = (name: (typeof names)[number]) => {
    const found = actors[name];
    if (found === undefined) throw new Error(name);
    return found;
  };
  const { id } = await server.submit("dana");
  const runId = (await startProvisionRun(server.worker, id)) ?? "";
  server.proxy.down();
  await executeRun(server.worker, runId);
  return { ...server, id, runId, as: actor, read: () => showRequest(server.web, actor("dana"), id) };
}

test("whoever holds a platform role sees what is not over and how back ends do, and nobody else", async () => {
  const server = await openWaiting();
  for (const name of ["dana", "lee", "noor"] as const) {
    expect(await codeOf(listOperations(server.web, server.as(name), {})), name).toBe("forbidden");
    expect(await codeOf(listBackendHealth(server.web, server.as(name))), name).toBe("forbidden");
    expect(await codeOf(retryOperation(server.web, server.as(name), { id: server.runId })), name).toBe("forbidden");
  }
  for (const name of ["priya", "sam", "ava", "rae"] as const) {
    const { items } = await listOperations(server.web, server.as(name), {});
    expect(items).toMatchObject([
      {
        id: server.runId,
        kind: "provision",
        backend: breakable,
        blockedReason: "backend_unavailable",
        needsSomebody: false,
        step: { attempts: 1, counted: 0 },
        lastError: { code: "backend_unavailable" },
      },
    ]);
    const health = (await listBackendHealth(server.web, server.as(name))).items.find((one) => one.name === breakable);
    expect(health).toMatchObject({ outage: { message: expect.any(String) }, pause: null, waiting: 1 });
  }
  expect((await listOperations(server.web, server.as("priya"), { backend: "other" })).items).toEqual([]);
  expect((await listOperations(server.web, server.as("priya"), { only: "needs_somebody" })).items).toEqual([]);
  expect(await readBacklog(server.web)).toMatchObject({ queue: "PostgreSQL", outbox: expect.any(Number) });
});

test("what is blocked and nothing runs on is among them, and says that there is nothing to retry", async () => {
  const server = await openWaiting();
  server.proxy.up();
  await probeBackend(server.worker, breakable);
  await server.passTime();
  await executeRun(server.worker, server.runId);
  await server.admin.query(sql`UPDATE resources SET blocked_reason = 'undo_failed'`);
  const { items } = await listOperations(server.web, server.as("priya"), {});
  expect(items).toMatchObject([{ kind: "resource", needsSomebody: true, can: { retry: expect.any(String) } }]);
  const id = items[0]?.id ?? "";
  expect(await codeOf(retryOperation(server.web, server.as("priya"), { id }))).toBe("wrong_state");
});

test("auditors and security look and move nothing", async () => {
  const server = await openWaiting();
  for (const name of ["ava", "sam"] as const) {
    const actor = server.as(name);
    const id = server.runId;
    expect(await codeOf(retryOperation(server.web, actor, { id })), name).toBe("forbidden");
    expect(await codeOf(undoOperation(server.web, actor, { id })), name).toBe("forbidden");
    const over = { id, to: "omar@latchkey.test", note: "Please." };
    expect(await codeOf(handOverOperation(server.web, actor, over)), name).toBe("forbidden");
    expect(await codeOf(pauseBackend(server.web, actor, { id: breakable, reason: "No." })), name).toBe("forbidden");
  }
});

test("a retry is due at once with a full round of attempts, and has the back end looked at", async () => {
  const server = await openWaiting();
  await server.admin.query(
    sql`UPDATE steps SET due_at = now() + interval '1 hour', attempt = 5, forgiven = 0 WHERE attempt > 0`,
  );
  await server.admin.query(sql`UPDATE backend_health SET probe_at = now() + interval '1 hour'`);
  const before = (await listOperations(server.web, server.as("priya"), {})).items[0];
  expect(before?.step?.counted).toBe(5);
  expect((await retryOperation(server.web, server.as("priya"), { id: server.runId })).step?.counted).toBe(0);
  const [row] = await server.admin.query(sql`SELECT probe_at <= now() AS "isDue" FROM backend_health`);
  expect(row).toEqual({ isDue: true });
  expect(await server.admin.query(sql`SELECT FROM outbox WHERE topic = 'run.continue'`)).toHaveLength(1);
  server.proxy.up();
  await probeBackend(server.worker, breakable);
  await executeRun(server.worker, server.runId);
  expect((await server.read()).state).toBe("fulfilled");
  expect(await codeOf(retryOperation(server.web, server.as("priya"), { id: server.runId }))).toBe("not_found");
});

test("what is being made is taken back, and whom it was for is told why", async () => {
  const server = await openWaiting();
  expect((await undoOperation(server.web, server.as("rae"), { id: server.runId })).state).toBe("undoing");
  expect(await codeOf(undoOperation(server.web, server.as("rae"), { id: server.runId }))).toBe("wrong_state");
  server.proxy.up();
  await probeBackend(server.worker, breakable);
  await server.passTime();
  await executeRun(server.worker, server.runId);
  expect(await server.read()).toMatchObject({ state: "failed", blockedReason: null, resource: { state: "destroyed" } });
  const told = await server.admin.query(
    sql`SELECT payload ->> 'reason' AS reason FROM notifications WHERE template = 'request.failed'`,
  );
  expect(told).toEqual([{ reason: "The platform team took it back." }]);
});

test("a run is handed over to somebody of the platform, who is told; the last word counts", async () => {
  const server = await openWaiting();
  const hand = (to: string, note: string) =>
    handOverOperation(server.web, server.as("priya"), { id: server.runId, to, note });
  expect((await hand("omar@latchkey.test", "Look at its disks.")).handover).toMatchObject({
    to: { name: server.as("omar").name },
    note: "Look at its disks.",
  });
  expect((await hand("RAE@latchkey.test", "Now you.")).handover).toMatchObject({ to: { name: server.as("rae").name } });
  expect(await codeOf(hand("dana@latchkey.test", "You?"))).toBe("unknown_reference");
  expect(await codeOf(hand("nobody@latchkey.test", "You?"))).toBe("unknown_reference");
  expect(await codeOf(hand("omar@latchkey.test", "postgres://admin:hunter2hunter2@db.example/x"))).toBe(
    "secret_in_text",
  );
  const told = await server.admin.query(sql`
    SELECT p.subject FROM notifications n JOIN principals p ON p.id = n.recipient_id WHERE template = 'run.handed_over' ORDER BY 1`);
  expect(told).toEqual([{ subject: "omar" }, { subject: "rae" }]);
});

test("what a person paused no check resumes, and a person does", async () => {
  const server = await openWaiting();
  server.proxy.up();
  await probeBackend(server.worker, breakable);
  const reason = "Moving it to other disks.";
  const paused = await pauseBackend(server.web, server.as("priya"), { id: breakable, reason });
  expect(paused.pause).toMatchObject({ by: server.as("priya").name, reason });
  expect(await codeOf(pauseBackend(server.web, server.as("omar"), { id: breakable, reason }))).toBe("wrong_state");
  expect(await codeOf(pauseBackend(server.web, server.as("omar"), { id: "no-such", reason }))).toBe("not_found");
  expect((await runCanary(server.worker, breakable))?.failure).toBeNull();
  expect((await server.health()).isPaused).toBe(true);
  expect((await server.submit("dana")).state).toBe("denied");
  const resumed = await resumeBackend(server.web, server.as("omar"), { id: breakable, reason: "Moved." });
  expect(resumed).toMatchObject({ pause: null, canary: { ok: true } });
  expect((await server.submit("dana")).state).toBe("approved");
});
