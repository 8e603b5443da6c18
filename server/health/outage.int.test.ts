import { expect, onTestFinished, test } from "vitest";
import { AppError } from "#domain/errors/app-error.ts";
import { isTerminal } from "#domain/requests/request-states.ts";
import { sql } from "#server/adapters/db/sql.ts";
import { probeBackend } from "#server/health/probe-backend.ts";
import { showRequest } from "#server/requests/show-request.ts";
import { withdrawRequest } from "#server/requests/withdraw-request.ts";
import { releaseResource } from "#server/resources/release-resource.ts";
import { showResource } from "#server/resources/show-resource.ts";
import { executeRun } from "#server/runs/execute-run.ts";
import { findDueWork } from "#server/runs/find-due-work.ts";
import { startProvisionRun } from "#server/runs/start-provision-run.ts";
import { startReleaseRun } from "#server/runs/start-release-run.ts";
import { waitUntil } from "#tests/faults/wait-until.ts";
import { breakable, openBreakableServer } from "#tests/harness/breakable-server.ts";
import { startWorker } from "#tests/harness/start-worker.ts";
import { startHealth } from "#workers/health.ts";

type Server = Awaited<ReturnType<typeof openBreakableServer>>;

const settleMs = 60_000;

async function begin(server: Server): Promise<{ id: string; runId: string }> {
  const { id } = await server.submit("dana");
  return { id, runId: (await startProvisionRun(server.worker, id)) ?? "" };
}

async function read(server: Server, id: string) {
  return showRequest(server.web, await server.actor("dana"), id);
}

const countedAttempts = async (server: Server) => {
  const [row] = await server.admin.query<{ counted: number }>(
    sql`SELECT sum(attempt - forgiven)::int AS counted FROM steps WHERE state <> 'done'`,
  );
  return row?.counted;
};

test("a run of a back end that does not answer waits, says so and uses no attempt, however long that takes", async () => {
  const server = await openBreakableServer();
  const { id, runId } = await begin(server);
  server.proxy.down();
  const pause = await executeRun(server.worker, runId);
  expect(pause.kind).toBe("wait");
  expect(await server.health()).toMatchObject({ isOpen: true, probes: 1 });
  expect(await read(server, id)).toMatchObject({ state: "provisioning", blockedReason: "backend_unavailable" });
  for (let turn = 0; turn < 20; turn++) {
    await server.passTime();
    await executeRun(server.worker, runId);
  }
  expect(await countedAttempts(server)).toBe(0);
  expect(await server.admin.query(sql`SELECT FROM steps WHERE attempt > 1`)).toEqual([]);
  expect(await findDueWork(server.worker.ctx.db)).toEqual([]);
  server.proxy.up();
  expect(await probeBackend(server.worker, breakable)).toMatchObject({ answers: true });
  await server.passTime();
  await executeRun(server.worker, runId);
  expect(await read(server, id)).toMatchObject({ state: "fulfilled", blockedReason: null });
});

test("a back end that swallows what it is sent is found while a step waits for it, and costs no attempt either", async () => {
  const server = await openBreakableServer();
  const { id, runId } = await begin(server);
  const type = server.worker.resourceType("postgres-database");
  if (type === undefined) throw new Error("no type");
  const apply: typeof type.apply = async (step, ctx) => {
    server.proxy.silence();
    return type.apply(step, ctx);
  };
  // A connection that is open already gets no answer on it; a new one would be refused within seconds.
  await probeBackend(server.worker, breakable);
  const pause = await executeRun({ ...server.worker, resourceType: () => ({ ...type, apply }) }, runId);
  expect(pause.kind).toBe("wait");
  expect(await server.health()).toMatchObject({ isOpen: true });
  expect(await countedAttempts(server)).toBe(0);
  server.proxy.up();
  await probeBackend(server.worker, breakable);
  await server.passTime();
  await executeRun(server.worker, runId);
  expect((await read(server, id)).state).toBe("fulfilled");
});

test("one look at a time says whether a back end answers, by the database's clock", async () => {
  const server = await openBreakableServer();
  const { runId } = await begin(server);
  server.proxy.down();
  await executeRun(server.worker, runId);
  const type = server.worker.resourceType("postgres-database");
  if (type === undefined) throw new Error("no type");
  const gate = Promise.withResolvers<never>();
  const slow = { ...server.worker, resourceType: () => ({ ...type, inspect: () => gate.promise }) };
  const looks = Array.from({ length: 8 }, () => probeBackend(slow, breakable));
  // All but one come back while that one is still looking.
  const others: unknown[] = [];
  for (const look of looks) void look.then((answer) => others.push(answer));
  await waitUntil("seven came back", settleMs, async () => others.length === 7 || null);
  expect(others).toEqual(Array.from({ length: 7 }, () => null));
  gate.reject(new AppError("backend_unavailable", "It does not answer."));
  expect((await Promise.all(looks)).filter((look) => look !== null)).toMatchObject([{ answers: false }]);
  expect((await server.health()).probes).toBe(2);
  // Who was looking has died: nobody looks before its time is over.
  await server.admin.query(sql`UPDATE backend_health SET probe_until = now() + interval '1 minute'`);
  expect(await probeBackend(server.worker, breakable)).toBeNull();
  await server.admin.query(sql`UPDATE backend_health SET probe_until = now() - interval '1 ms'`);
  expect(await probeBackend(server.worker, breakable)).not.toBeNull();
});

test("what ends access while the back end is away stays visible as not proven, and is proven once it is back", async () => {
  const server = await openBreakableServer();
  const { id, runId } = await begin(server);
  await executeRun(server.worker, runId);
  const resourceId = (await read(server, id)).resource?.id ?? "";
  server.proxy.down();
  const dana = await server.actor("dana");
  await releaseResource(server.web, dana, { id: resourceId });
  const releaseId = (await startReleaseRun(server.worker, resourceId)) ?? "";
  await executeRun(server.worker, releaseId);
  expect(await showResource(server.web, dana, resourceId)).toMatchObject({
    state: "destroying",
    blockedReason: "revocation_unverified",
  });
  server.proxy.up();
  await probeBackend(server.worker, breakable);
  await server.passTime();
  await executeRun(server.worker, releaseId);
  expect(await showResource(server.web, dana, resourceId)).toMatchObject({ state: "destroyed", blockedReason: null });
});

test("a request that begins while the back end is away waits as approved, and its owner can take it back", async () => {
  const server = await openBreakableServer();
  const first = await begin(server);
  server.proxy.down();
  await executeRun(server.worker, first.runId);
  const second = await server.submit("dana");
  expect(await startProvisionRun(server.worker, second.id)).toBeNull();
  expect(await read(server, second.id)).toMatchObject({ state: "approved", blockedReason: "backend_unavailable" });
  const dana = await server.actor("dana");
  expect((await withdrawRequest(server.web, dana, { id: second.id })).state).toBe("withdrawn");
  await withdrawRequest(server.web, dana, { id: first.id });
  await executeRun(server.worker, first.runId);
  expect(await read(server, first.id)).toMatchObject({ state: "provisioning", blockedReason: "undo_failed" });
  server.proxy.up();
  await probeBackend(server.worker, breakable);
  await server.passTime();
  await executeRun(server.worker, first.runId);
  expect(await read(server, first.id)).toMatchObject({ state: "withdrawn", blockedReason: null });
});

test("a job that always fails as if its back end were away opens nothing, and ends", async () => {
  const server = await openBreakableServer();
  const poisoned = await begin(server);
  const type = server.worker.resourceType("postgres-database");
  if (type === undefined) throw new Error("no type");
  const apply = () => Promise.reject(new AppError("backend_unavailable", "The poison does not answer."));
  const worker = { ...server.worker, resourceType: () => ({ ...type, apply }) };
  for (let turn = 0; turn < 7; turn++) {
    await server.passTime();
    await executeRun(worker, poisoned.runId);
    expect(await server.health()).toMatchObject({ isOpen: false, probes: 0 });
  }
  expect((await read(server, poisoned.id)).state).toBe("failed");
});

test("everything asked for before and in an outage is built after it, and people are told once", async () => {
  const server = await openBreakableServer({ RATE_LIMIT_SUBMITS_PER_MINUTE: "100000" });
  for (const name of ["priya", "omar"] as const) await server.actor(name);
  const stop = new AbortController();
  await startWorker(server, undefined);
  const health = startHealth({ ...server.worker, drain: stop.signal }, stop.signal);
  onTestFinished(async () => {
    stop.abort();
    await health.idle();
  });
  const ids = await Promise.all(Array.from({ length: 6 }, async () => (await server.submit("dana")).id));
  server.proxy.down();
  for (let more = 0; more < 18; more++) ids.push((await server.submit("dana")).id);
  await waitUntil("the alert", settleMs, async () => {
    const [row] = await server.admin.query<{ told: number }>(
      sql`SELECT count(*)::int AS told FROM notifications WHERE template = 'backend.lost'`,
    );
    return (row?.told ?? 0) >= 2 || null;
  });
  const before = await Promise.all(ids.map((id) => read(server, id)));
  expect(before.filter(({ state }) => isTerminal(state) && state !== "fulfilled")).toEqual([]);
  server.proxy.up();
  for (const id of ids) {
    await waitUntil("fulfilled", settleMs, async () => (await read(server, id)).state === "fulfilled" || null);
  }
  expect(await server.admin.query(sql`SELECT FROM runs WHERE state <> 'succeeded'`)).toEqual([]);
  const told = await server.admin.query<{ template: string; n: number }>(sql`
    SELECT template, count(*)::int AS n FROM notifications WHERE template LIKE 'backend.%' GROUP BY 1 ORDER BY 1`);
  expect(told).toEqual([
    { template: "backend.found", n: 2 },
    { template: "backend.lost", n: 2 },
  ]);
});
