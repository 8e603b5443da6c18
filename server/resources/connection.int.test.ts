import { describe, expect, test } from "vitest";
import { resourceDetailSchema } from "#domain/contracts/resource.ts";
import { layoutOf } from "#domain/credentials/layout-of.ts";
import { Secret } from "#domain/credentials/secret.ts";
import type { CredentialFields, ResourceType } from "#domain/provisioning/resource-type.ts";
import { sql } from "#server/adapters/db/sql.ts";
import { showRequest } from "#server/requests/show-request.ts";
import { listResources } from "#server/resources/list-resources.ts";
import { presentConnection } from "#server/resources/present-connection.ts";
import { showResource } from "#server/resources/show-resource.ts";
import { bareLayout, fileLayout, urlLayout } from "#tests/factories/sample-layouts.ts";
import { executeRun } from "#server/runs/execute-run.ts";
import type { RunServices } from "#server/runs/run-services.ts";
import { startProvisionRun } from "#server/runs/start-provision-run.ts";
import { openTestServer, type TestServer } from "#tests/harness/test-server.ts";

type Shown = Pick<ResourceType, "credentialFields" | "connection">;

/** Builds one for dana; gives the id of the resource. */
async function buildFor(server: Pick<TestServer, "web" | "worker" | "actor" | "submit">): Promise<string> {
  const { id } = await server.submit("dana");
  await executeRun(server.worker, (await startProvisionRun(server.worker, id)) ?? "");
  return (await showRequest(server.web, await server.actor("dana"), id)).resource?.id ?? "";
}

/** A worker whose type hands over what the test says, and shows it as the test says. */
function handingOver(worker: RunServices, shown: Shown, fields: CredentialFields): RunServices {
  const verify: ResourceType["verify"] = async (ctx) => {
    await ctx.secrets.put(fields);
    return {};
  };
  const resourceType = (id: string) => {
    const type = worker.resourceType(id);
    return type && { ...type, ...shown, verify };
  };
  return { ...worker, resourceType };
}

describe("how a resource is reached", () => {
  test("is shown while it is active, with no secret, the same in words as the reveal page", async () => {
    const server = await openTestServer();
    const id = await buildFor(server);
    const dana = await server.actor("dana");
    const { connection, ...rest } = resourceDetailSchema.parse(await showResource(server.web, dana, id));
    expect(connection?.fields.find(({ name }) => name === "password")).toMatchObject({ secret: true, value: null });
    expect(connection?.fields.find(({ name }) => name === "port")?.value).toEqual(expect.any(Number));
    expect(connection?.url).toMatch(/^postgresql:\/\/\w+:<password>@[\w.]+:\d+\/\w+\?sslmode=\w+$/);
    expect(connection?.snippets.map((snippet) => snippet.id)).toEqual([
      ...(server.worker.resourceType("postgres-database")?.connection?.snippets?.map((snippet) => snippet.id) ?? []),
      "kubernetes-secret",
    ]);
    expect(connection?.snippets.at(-1)?.text).toContain(`  name: ${rest.name}-credentials\n`);
    const [listed] = (await listResources(server.web, dana, {})).items;
    const { inspection, ...row } = rest;
    expect(inspection).toMatchObject({ lookedAt: null, drift: null });
    expect(listed).toEqual(row);
  });

  test.each(["frozen", "destroying", "destroyed"])("is not shown for one that is %s", async (state) => {
    const server = await openTestServer();
    const id = await buildFor(server);
    await server.worker.ctx.db.query(sql`UPDATE resources SET state = ${state} WHERE id = ${id}`);
    expect((await showResource(server.web, await server.actor("dana"), id)).connection).toBeNull();
  });

  test("nothing but the declared plain fields reaches the ledger, wherever a type puts its secrets", async () => {
    const server = await openTestServer();
    const canary = "CANARY-9e107d9d372bb6826bd81d3542a419d6";
    const worker = handingOver(server.worker, urlLayout, {
      host: "cache.example",
      port: 6379,
      username: Secret.fromText(`${canary}-typed`),
      password: Secret.fromText(canary),
      keyPrefix: `payments:${canary}`,
      adminPassword: `${canary}-undeclared`,
    });
    const id = await buildFor({ ...server, worker });
    const rows = await server.web.db.query<{ stored: string }>(sql`
      SELECT to_jsonb(r)::text AS stored FROM resources r WHERE id = ${id}
      UNION ALL SELECT text FROM audit_events UNION ALL SELECT to_jsonb(s)::text FROM steps s`);
    expect(rows.map(({ stored }) => stored).filter((stored) => stored.includes("CANARY"))).toEqual([]);
    const { connection } = await showResource(server.web, await server.actor("dana"), id);
    expect(Object.fromEntries(connection?.fields.map(({ name, value }) => [name, value]) ?? [])).toEqual({
      host: "cache.example",
      port: 6379,
      username: null,
      password: null,
      keyPrefix: null,
    });
    expect(connection?.url).toBe("redis://<username>:<password>@cache.example:6379");
  });
});

describe("presentConnection", () => {
  test.each([
    ["a connection string", urlLayout],
    ["a file", fileLayout],
    ["fields alone", bareLayout],
  ])("shows %s with a stand-in for every secret", (_, shown) => {
    const view = presentConnection({ layout: layoutOf(shown, "orders"), fields: {} });
    expect(view?.fields.every(({ value }) => value === null)).toBe(true);
    expect(view?.snippets.at(-1)?.text).toContain(`"<${shown.credentialFields.at(-1)?.name ?? ""}>"`);
    expect([view?.url === null, view?.file === null]).toEqual([
      shown.connection?.url === undefined,
      shown.connection?.file === undefined,
    ]);
  });

  test.each([
    ["nothing was kept", null],
    ["another shape", { fields: { host: 1 } }],
    ["a template that names what is not declared", { layout: { fields: [], url: "x://{gone}" }, fields: {} }],
  ])("shows nothing for %s", (_, stored) => {
    expect(presentConnection(stored)).toBeNull();
  });

  test("never shows a value under a field that is declared secret, should one be stored", () => {
    const view = presentConnection({ layout: layoutOf(bareLayout), fields: { endpoint: "e", apiKey: "CANARY" } });
    expect(JSON.stringify(view)).not.toContain("CANARY");
  });
});
