import { rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { sql } from "#server/adapters/db/sql.ts";
import { recordConnections } from "#server/catalog/record-connections.ts";
import { previewRequest } from "#server/requests/preview-request.ts";
import { showRequest } from "#server/requests/show-request.ts";
import { probeBackend } from "#server/health/probe-backend.ts";
import { executeRun } from "#server/runs/execute-run.ts";
import { startProvisionRun } from "#server/runs/start-provision-run.ts";
import { listTemplates } from "#server/templates/list-templates.ts";
import { showTemplate } from "#server/templates/show-template.ts";
import { openTestServer, sampleBody, type TestServer } from "#tests/harness/test-server.ts";

const secretOf = ({ home }: TestServer) => join(home, "secrets/target-admin-url");

async function disconnect(server: TestServer): Promise<void> {
  await rename(secretOf(server), `${secretOf(server)}.away`);
  await recordConnections(server.worker.ctx);
}

async function reconnect(server: TestServer): Promise<void> {
  await rename(`${secretOf(server)}.away`, secretOf(server));
  await recordConnections(server.worker.ctx);
}

describe("a back end without its admin secret", () => {
  test("counts as connected until somebody has looked", async () => {
    const server = await openTestServer();
    await rm(secretOf(server));
    const { connections } = await showTemplate(server.web, "postgres-small");
    expect(connections).toEqual(
      ["dev", "staging", "production"].map((environment) => ({
        environment,
        connected: true,
        connect: null,
        paused: null,
      })),
    );
    expect((await server.submit("dana")).state).toBe("approved");
  });

  test("is listed as not connected with its one step, and connected again once the file is there", async () => {
    const server = await openTestServer();
    await disconnect(server);
    const find = async () => (await listTemplates(server.web)).items.find(({ id }) => id === "postgres-small");
    const step = expect.stringContaining("embedded-postgres");
    expect((await find())?.connections[0]).toEqual({
      environment: "dev",
      connected: false,
      connect: step,
      paused: null,
    });
    await writeFile(`${secretOf(server)}`, "");
    await recordConnections(server.worker.ctx);
    expect((await find())?.connections[0]?.connected, "an empty file connects nothing").toBe(false);
    await rm(secretOf(server));
    await reconnect(server);
    expect((await find())?.connections[0]).toEqual({
      environment: "dev",
      connected: true,
      connect: null,
      paused: null,
    });
  });

  test("is refused in words at preview and submit alike", async () => {
    const server = await openTestServer();
    await disconnect(server);
    const dana = await server.actor("dana");
    const body = sampleBody();
    const preview = await previewRequest(server.web, dana, body);
    expect(preview).toMatchObject({ outcome: "deny", effective: { backend: null } });
    const entry = preview.trace.find(({ rule }) => rule === "backend.selection");
    expect(entry?.message).toMatch(/^postgres-database in dev is not connected yet\. \S/);
    const filed = await server.submit("dana", body);
    expect(filed.state).toBe("denied");
    expect(filed.decision).toEqual(preview);
  });

  test("does not undo what was approved before: it waits, says why, and is built when the file is back", async () => {
    const server = await openTestServer();
    const dana = await server.actor("dana");
    const { id, revision } = await server.submit("dana");
    await disconnect(server);
    expect(await startProvisionRun(server.worker, id)).toBeNull();
    expect(await startProvisionRun(server.worker, id)).toBeNull();
    expect(await showRequest(server.web, dana, id)).toMatchObject({
      state: "approved",
      blockedReason: "not_connected",
      resource: null,
      revision,
    });
    expect(
      await server.web.db.query(sql`SELECT seq FROM audit_events WHERE request_id = ${id} AND text LIKE '%blocked%'`),
    ).toHaveLength(1);
    await reconnect(server);
    await server.build(id);
    expect(await showRequest(server.web, dana, id)).toMatchObject({ state: "fulfilled", blockedReason: null });
  });

  test("is what an approved request keeps to, also when the catalog prefers another one meanwhile", async () => {
    const server = await openTestServer();
    const { id } = await server.submit("dana");
    const { ctx } = server.worker;
    const [shipped] = ctx.catalog.backends.values();
    if (shipped === undefined) throw new Error("The catalog has no back end.");
    const preferred = { ...shipped, name: "preferred", regions: ["elsewhere"] };
    const backends = new Map([preferred, ...ctx.catalog.backends.values()].map((item) => [item.name, item]));
    const runId = await startProvisionRun(
      { ...server.worker, ctx: { ...ctx, catalog: { ...ctx.catalog, backends } } },
      id,
    );
    await executeRun(server.worker, runId ?? "");
    expect((await showRequest(server.web, await server.actor("dana"), id)).state).toBe("fulfilled");
  });

  test("makes a step that is under way try again", async () => {
    const server = await openTestServer();
    const { id } = await server.submit("dana");
    const runId = (await startProvisionRun(server.worker, id)) ?? "";
    await disconnect(server);
    await executeRun(server.worker, runId);
    const steps = await server.web.db.query(sql`SELECT error_code FROM steps WHERE run_id = ${runId} AND attempt > 0`);
    expect(steps).toEqual([{ error_code: "backend_unavailable" }]);
    await reconnect(server);
    expect(await probeBackend(server.worker, "embedded-postgres")).toMatchObject({ answers: true });
    await server.worker.ctx.db.query(sql`UPDATE steps SET due_at = now() - interval '1 ms'`);
    await executeRun(server.worker, runId);
    expect((await showRequest(server.web, await server.actor("dana"), id)).state).toBe("fulfilled");
  });
});

test("looking again writes nothing while nothing changes, but a sign of life a minute", async () => {
  const server = await openTestServer();
  const read = () => server.web.db.query(sql`SELECT name, connected, checked_at, xmin::text FROM backend_states`);
  await recordConnections(server.worker.ctx);
  const before = await read();
  await recordConnections(server.worker.ctx);
  expect(await read()).toEqual(before);
  await server.worker.ctx.db.query(sql`UPDATE backend_states SET checked_at = now() - interval '61 s'`);
  await recordConnections(server.worker.ctx);
  expect(await read()).not.toEqual(before);
});
