import pg from "pg";
import { expect, onTestFinished, test } from "vitest";
import { sql } from "#server/adapters/db/sql.ts";
import { readBackendStates } from "#server/catalog/read-backend-states.ts";
import { runCanary } from "#server/health/run-canary.ts";
import { probeBackend } from "#server/health/probe-backend.ts";
import { previewRequest } from "#server/requests/preview-request.ts";
import { showRequest } from "#server/requests/show-request.ts";
import { executeRun } from "#server/runs/execute-run.ts";
import { startProvisionRun } from "#server/runs/start-provision-run.ts";
import { listTemplates } from "#server/templates/list-templates.ts";
import { targetObjects } from "#tests/faults/target-objects.ts";
import { breakable, openBreakableServer } from "#tests/harness/breakable-server.ts";
import { targetAdminUrl } from "#tests/harness/target.ts";
import { sampleBody, uniqueName } from "#tests/harness/test-server.ts";

type Server = Awaited<ReturnType<typeof openBreakableServer>>;

const canaries = (server: Server) =>
  server.admin.query<{
    id: string;
    ok: boolean | null;
    phase: string | null;
    isClean: boolean;
    code: string | null;
  }>(sql`
    SELECT id, ok, phase, code, cleaned_at IS NOT NULL AS "isClean" FROM backend_canaries ORDER BY started_at`);

async function leftOf(server: Server): Promise<unknown> {
  const ids = (await canaries(server)).map(({ id }) => id);
  return targetObjects(ids);
}

const nothing = { databases: [], roles: [] };

/** An admin of the test's own on the target, whose rights can be taken without hurting a neighbour. */
async function useOwnAdmin(server: Server): Promise<(statement: string) => Promise<void>> {
  const name = uniqueName().replaceAll("-", "_");
  const run = async (statement: string) => {
    const client = new pg.Client({ connectionString: targetAdminUrl() });
    await client.connect();
    await client.query(statement.replace("$admin", name)).finally(() => client.end());
  };
  await run("CREATE ROLE $admin LOGIN SUPERUSER PASSWORD 'only-here'");
  onTestFinished(() => run("ALTER ROLE $admin NOLOGIN"));
  const url = new URL(server.adminUrl);
  url.username = name;
  url.password = "only-here";
  await server.setSecret(url.href);
  return run;
}

test("a check builds, logs in, ends and destroys, and leaves nothing: no object, no secret, no line in a history of people", async () => {
  const server = await openBreakableServer();
  const result = await runCanary(server.worker, breakable);
  expect(result?.failure).toBeNull();
  expect(result?.phases.map(({ phase }) => phase)).toEqual(["clean", "build", "verify", "revoke", "destroy"]);
  expect(await canaries(server)).toMatchObject([{ ok: true, isClean: true }]);
  expect(await leftOf(server)).toEqual(nothing);
  const [kept] = await server.admin.query(sql`SELECT (SELECT count(*)::int FROM resources) AS resources,
    (SELECT count(*)::int FROM grants) AS grants, (SELECT count(*)::int FROM sealed_payloads) AS sealed`);
  expect(kept).toEqual({ resources: 0, grants: 0, sealed: 0 });
});

test("a check that is refused pauses at once: said on the catalog, in the decision and to what was approved; the next good one resumes", async () => {
  const server = await openBreakableServer();
  const asSuperuser = await useOwnAdmin(server);
  for (const name of ["priya", "omar"] as const) await server.actor(name);
  const dana = await server.actor("dana");
  const approved = await server.submit("dana");
  await asSuperuser("ALTER ROLE $admin NOSUPERUSER NOCREATEDB NOCREATEROLE");
  const failure = (await runCanary(server.worker, breakable))?.failure;
  expect(failure).toMatchObject({ retryable: false });
  const sentence = (await readBackendStates(server.web.db)).paused[breakable] ?? "";
  expect(sentence).toMatch(
    /^Paused since \d\d [A-Z][a-z]{2} \d\d:\d\d UTC: The check of embedded-postgres failed .*The platform team is told\.$/,
  );
  const shown = (await listTemplates(server.web)).items.find(({ id }) => id === "postgres-small");
  expect(shown?.connections.map(({ paused }) => paused)).toEqual(shown?.connections.map(() => sentence));
  const preview = await previewRequest(server.web, dana, sampleBody());
  expect(preview.outcome).toBe("deny");
  expect(preview.trace).toContainEqual(
    expect.objectContaining({ rule: "backend.selection", result: "deny", message: sentence }),
  );
  expect((await server.submit("dana")).state).toBe("denied");
  expect(await startProvisionRun(server.worker, approved.id)).toBeNull();
  expect(await showRequest(server.web, dana, approved.id)).toMatchObject({
    state: "approved",
    blockedReason: "backend_paused",
  });
  expect((await runCanary(server.worker, breakable))?.failure).not.toBeNull();
  await asSuperuser("ALTER ROLE $admin SUPERUSER");
  expect((await runCanary(server.worker, breakable))?.failure).toBeNull();
  expect((await readBackendStates(server.web.db)).paused).toEqual({});
  await executeRun(server.worker, (await startProvisionRun(server.worker, approved.id)) ?? "");
  expect((await showRequest(server.web, dana, approved.id)).state).toBe("fulfilled");
  const told = await server.admin.query<{ template: string; n: number }>(sql`
    SELECT template, count(*)::int AS n FROM notifications WHERE template LIKE 'backend.%' GROUP BY 1 ORDER BY 1`);
  expect(told).toEqual([
    { template: "backend.paused", n: 2 },
    { template: "backend.resumed", n: 2 },
  ]);
  expect(await leftOf(server)).toEqual(nothing);
});

test("one failure that trying again can cure pauses nothing, two in a row do", async () => {
  const server = await openBreakableServer();
  server.proxy.down();
  expect((await runCanary(server.worker, breakable))?.failure).toMatchObject({ code: "backend_unavailable" });
  expect((await server.health()).isPaused).toBe(false);
  await runCanary(server.worker, breakable);
  expect(await server.health()).toMatchObject({ isPaused: true });
  server.proxy.up();
  await runCanary(server.worker, breakable);
  expect((await server.health()).isPaused).toBe(false);
});

test("what a killed check left is removed by the next one, and the dead one has no effect when it wakes up", async () => {
  const server = await openBreakableServer();
  const type = server.worker.resourceType("postgres-database");
  if (type === undefined) throw new Error("no type");
  const stuck = Promise.withResolvers<void>();
  const reached = Promise.withResolvers<void>();
  const verify: typeof type.verify = async (ctx) => {
    reached.resolve();
    await stuck.promise;
    return type.verify(ctx);
  };
  const dead = runCanary({ ...server.worker, resourceType: () => ({ ...type, verify }) }, breakable);
  await reached.promise;
  expect(await leftOf(server)).not.toEqual(nothing);
  expect(await runCanary(server.worker, breakable)).toBeNull();
  await server.admin.query(sql`UPDATE backend_canaries SET lease_until = now() - interval '1 s'`);
  expect((await runCanary(server.worker, breakable))?.failure).toBeNull();
  expect(await leftOf(server)).toEqual(nothing);
  stuck.resolve();
  expect((await dead)?.failure).not.toBeNull();
  expect(await leftOf(server)).toEqual(nothing);
});

test("of many that begin at once one is performed", async () => {
  const server = await openBreakableServer();
  const results = await Promise.all(Array.from({ length: 6 }, () => runCanary(server.worker, breakable)));
  expect(results.filter((result) => result !== null).length).toBe((await canaries(server)).length);
  const running = await server.admin.query(sql`SELECT FROM backend_canaries WHERE finished_at IS NULL`);
  expect(running).toEqual([]);
  expect((await canaries(server)).every(({ ok }) => ok)).toBe(true);
});

test("a back end that answers refuses nothing by the look itself", async () => {
  const server = await openBreakableServer();
  await server.admin.query(sql`INSERT INTO backend_health (name) VALUES (${breakable})`);
  expect(await probeBackend(server.worker, breakable)).toMatchObject({ answers: true });
  expect(await server.health()).toMatchObject({ isOpen: false, probes: 0 });
});
