import pg from "pg";
import { describe, expect, test } from "vitest";
import { sql } from "#server/adapters/db/sql.ts";
import { decideRequest } from "#server/approvals/decide-request.ts";
import { verifyAudit } from "#server/audit/verify-audit.ts";
import { listRequestEvents } from "#server/requests/watch-request.ts";
import { showRequest } from "#server/requests/show-request.ts";
import { withdrawRequest } from "#server/requests/withdraw-request.ts";
import { releaseResource } from "#server/resources/release-resource.ts";
import { showResource } from "#server/resources/show-resource.ts";
import { executeRun } from "#server/runs/execute-run.ts";
import { startProvisionRun } from "#server/runs/start-provision-run.ts";
import { waitUntil } from "#tests/faults/wait-until.ts";
import { describeEachDriver } from "#tests/harness/describe-each-driver.ts";
import { startWorker } from "#tests/harness/start-worker.ts";
import { targetAdminUrl } from "#tests/harness/target.ts";
import { openTestServer, type TestServer } from "#tests/harness/test-server.ts";

/** Databases and roles on the target that bear the marker of a resource. */
async function objectsOf(resourceId: string): Promise<string[]> {
  const client = new pg.Client({ connectionString: targetAdminUrl() });
  await client.connect();
  const { rows } = await client.query<{ name: string }>(
    `SELECT datname AS name FROM pg_database d WHERE shobj_description(d.oid, 'pg_database') LIKE '%' || $1 || '%'
     UNION ALL SELECT rolname FROM pg_roles r WHERE shobj_description(r.oid, 'pg_authid') LIKE '%' || $1 || '%'`,
    [resourceId],
  );
  await client.end();
  return rows.map((row) => row.name);
}

const settleMs = 30_000;

describeEachDriver("a run", (redisUrl) => {
  const build = async (server: TestServer, id: string) => {
    await startWorker(server, redisUrl(server));
    const dana = await server.actor("dana");
    await waitUntil("built", settleMs, async () => {
      return (await showRequest(server.web, dana, id)).state === "fulfilled" || null;
    });
  };

  test("builds a granted request to a sealed credential, with a history in plain words", async () => {
    const server = await openTestServer();
    const { id } = await server.submit("dana");
    await build(server, id);
    const dana = await server.actor("dana");
    const request = await showRequest(server.web, dana, id);
    expect(request.state).toBe("fulfilled");
    expect(request.grants).toHaveLength(1);
    expect(request.grants[0]).toMatchObject({ state: "pending", generation: 1, recipient: { subject: "dana" } });
    expect(request.grants[0]?.id.length).toBeGreaterThanOrEqual(35);
    const resource = await showResource(server.web, dana, request.resource?.id ?? "");
    expect(resource.state).toBe("active");
    expect(await objectsOf(resource.id)).not.toEqual([]);
    const events = await listRequestEvents(server.web, dana, { id, after: null });
    expect(events.map((event) => event.state).filter(Boolean)).toEqual(["approved", "provisioning", "fulfilled"]);
    expect(events.filter((event) => event.kind === "step").length).toBeGreaterThanOrEqual(3);
    const again = await listRequestEvents(server.web, dana, { id, after: events.at(-2)?.id ?? "" });
    expect(again).toEqual(events.slice(-1));
    expect((await verifyAudit(server.worker.ctx.db)).findings).toEqual([]);
  });

  test("releases: access revoked, destroyed, absence proven, slot and name free again", async () => {
    const server = await openTestServer();
    const { id, name } = await server.submit("dana");
    await build(server, id);
    const dana = await server.actor("dana");
    const { resource } = await showRequest(server.web, dana, id);
    const resourceId = resource?.id ?? "";
    await expect(releaseResource(server.web, await server.actor("noor"), { id: resourceId })).rejects.toMatchObject({
      code: "not_found",
    });
    await expect(releaseResource(server.web, await server.actor("ava"), { id: resourceId })).rejects.toMatchObject({
      code: "forbidden",
    });
    expect((await releaseResource(server.web, dana, { id: resourceId })).state).toBe("destroying");
    await expect(releaseResource(server.web, dana, { id: resourceId })).rejects.toMatchObject({ code: "wrong_state" });
    const gone = await waitUntil("destroyed", settleMs, async () => {
      const now = await showResource(server.web, dana, resourceId);
      return now.state === "destroyed" ? now : null;
    });
    expect(gone).toMatchObject({ state: "destroyed", grants: [{ state: "revoked" }] });
    expect(await objectsOf(resourceId)).toEqual([]);
    expect((await server.submit("dana", { name })).state).toBe("approved");
  });

  test("waits for a human, then is built; the requester cannot be that human", async () => {
    const server = await openTestServer();
    const { id, digest } = await server.submit("dana", { environment: "production" });
    expect(await startProvisionRun(server.worker, id)).toBeNull();
    const vote = { id, digest, verdict: "approve" as const, comment: "fine" };
    const [dana, lee, noor, priya, omar] = await Promise.all(
      (["dana", "lee", "noor", "priya", "omar"] as const).map((name) => server.actor(name)),
    );
    if (!dana || !lee || !noor || !priya || !omar) throw new Error("personas");
    await expect(decideRequest(server.web, dana, vote)).rejects.toMatchObject({ code: "own_request" });
    await expect(decideRequest(server.web, lee, vote)).rejects.toMatchObject({ code: "not_an_approver" });
    await expect(decideRequest(server.web, noor, vote)).rejects.toMatchObject({ code: "not_found" });
    const stale = { ...vote, digest: `sha256:${"0".repeat(64)}` };
    await expect(decideRequest(server.web, priya, stale)).rejects.toMatchObject({ code: "digest_stale" });
    const both = await Promise.allSettled([priya, omar].map((actor) => decideRequest(server.web, actor, vote)));
    expect(both.map((result) => result.status).toSorted()).toEqual(["fulfilled", "rejected"]);
    const late = both.find((result) => result.status === "rejected");
    expect(late?.reason).toMatchObject({ code: "already_decided", details: { by: expect.any(String) } });
    await build(server, id);
    expect((await showRequest(server.web, dana, id)).state).toBe("fulfilled");
  });
});

describe("a run, driven by hand", () => {
  test("is started once by any number of workers", async () => {
    const server = await openTestServer();
    const { id } = await server.submit("dana");
    const runs = await Promise.all(Array.from({ length: 10 }, () => startProvisionRun(server.worker, id)));
    expect(new Set(runs).size).toBe(1);
    await Promise.all(runs.map((runId) => executeRun(server.worker, runId ?? "")));
    for (let turn = 0; turn < 20; turn++) await executeRun(server.worker, runs[0] ?? "");
    expect((await showRequest(server.web, await server.actor("dana"), id)).state).toBe("fulfilled");
    expect(await server.web.db.query(sql`SELECT id FROM grants`)).toHaveLength(1);
  });

  test("refuses to build what was changed after the decision", async () => {
    const server = await openTestServer();
    const { id } = await server.submit("dana");
    await server.worker.ctx.db.query(sql`UPDATE requests SET lifetime_hours = 700 WHERE id = ${id}`);
    expect(await startProvisionRun(server.worker, id)).toBeNull();
    const request = await showRequest(server.web, await server.actor("dana"), id);
    expect(request).toMatchObject({ state: "approved", blockedReason: "tampered", resource: null });
  });

  test("says so when nothing can build it any more", async () => {
    const server = await openTestServer();
    const { id } = await server.submit("dana");
    expect(await startProvisionRun({ ...server.worker, resourceType: () => undefined }, id)).toBeNull();
    const request = await showRequest(server.web, await server.actor("dana"), id);
    expect(request).toMatchObject({ state: "approved", blockedReason: "no_backend", resource: null });
  });

  test("asks again when the requester left the team before the first step", async () => {
    const server = await openTestServer();
    const { id } = await server.submit("dana");
    await server.worker.ctx.db.query(sql`UPDATE principals SET groups = '{}' WHERE subject = 'dana'`);
    expect(await startProvisionRun(server.worker, id)).toBeNull();
    const request = await showRequest(server.web, await server.actor("priya"), id);
    expect(request).toMatchObject({ state: "denied", revision: 2, resource: null });
  });

  test("goes on by today's rules where they are stricter and still ask nobody", async () => {
    const server = await openTestServer();
    const { id } = await server.submit("dana");
    const { ctx } = server.worker;
    const backends = new Map(
      [...ctx.catalog.backends].map(([name, one]) => [name, { ...one, regions: ["elsewhere"] }]),
    );
    const worker = { ...server.worker, ctx: { ...ctx, catalog: { ...ctx.catalog, backends } } };
    expect(await startProvisionRun(worker, id)).toBeNull();
    const dana = await server.actor("dana");
    expect(await showRequest(server.web, dana, id)).toMatchObject({
      state: "approved",
      revision: 2,
      approval: null,
      decision: { outcome: "auto", effective: { region: "elsewhere" } },
    });
    expect(await startProvisionRun(worker, id)).not.toBeNull();
  });

  test("undoes what exists when it is withdrawn while it is built", async () => {
    const server = await openTestServer();
    const { id } = await server.submit("dana");
    const runId = (await startProvisionRun(server.worker, id)) ?? "";
    const dana = await server.actor("dana");
    const building = executeRun(server.worker, runId);
    await withdrawRequest(server.web, dana, { id }).catch((error: unknown) => error);
    await building;
    await executeRun(server.worker, runId);
    const request = await showRequest(server.web, dana, id);
    if (request.state === "withdrawn") expect(await objectsOf(request.resource?.id ?? "")).toEqual([]);
    else expect(request.state).toBe("fulfilled");
  });

  test("takes everything back when a step fails for good, and says why", async () => {
    const server = await openTestServer();
    const { id } = await server.submit("dana");
    const runId = (await startProvisionRun(server.worker, id)) ?? "";
    const failing = {
      ...server.worker,
      seal: async () => {
        throw new Error("the key service is gone");
      },
    };
    for (let attempt = 0; attempt < 12; attempt++) {
      await server.worker.ctx.db.query(sql`UPDATE steps SET due_at = now() - interval '1 ms'`);
      await executeRun(failing, runId);
    }
    const request = await showRequest(server.web, await server.actor("dana"), id);
    expect(request).toMatchObject({ state: "failed", resource: { state: "destroyed" } });
    expect(await objectsOf(request.resource?.id ?? "")).toEqual([]);
    const [run] = await server.worker.ctx.db.query(sql`SELECT error_code, error_message FROM runs WHERE id = ${runId}`);
    expect(run).toEqual({ error_code: "internal", error_message: "Latchkey could not seal the credential." });
    expect((await verifyAudit(server.worker.ctx.db)).findings).toEqual([]);
  });

  test("an older fence writes nothing", async () => {
    const server = await openTestServer();
    const { id } = await server.submit("dana");
    const runId = (await startProvisionRun(server.worker, id)) ?? "";
    const stalled = { ...server.worker, seal: stealStep(server.worker, runId) };
    await executeRun(stalled, runId);
    const before = await showRequest(server.web, await server.actor("dana"), id);
    expect(before).toMatchObject({ state: "provisioning", grants: [] });
    await server.worker.ctx.db.query(
      sql`UPDATE steps SET lease_until = now() - interval '1 s' WHERE state = 'running'`,
    );
    await executeRun(server.worker, runId);
    expect((await showRequest(server.web, await server.actor("dana"), id)).state).toBe("fulfilled");
    expect(await server.web.db.query(sql`SELECT id FROM grants`)).toHaveLength(1);
  });
});

/** Seals, but only after another worker has taken the step, as after a long pause. */
function stealStep(worker: Awaited<ReturnType<typeof openTestServer>>["worker"], runId: string) {
  return async (...given: Parameters<typeof worker.seal>) => {
    await worker.ctx.db.query(sql`UPDATE runs SET fence = fence + 1 WHERE id = ${runId}`);
    await worker.ctx.db.query(sql`
      UPDATE steps SET fence = fence + 1 WHERE run_id = ${runId} AND state = 'running'`);
    return worker.seal(...given);
  };
}
