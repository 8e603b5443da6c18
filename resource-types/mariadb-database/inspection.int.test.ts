import type { Connection } from "mariadb";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { newResource } from "#tests/contract-suite/open-call.ts";
import { mariadbTenant, type MariadbTenant } from "#tests/contract-suite/mariadb-tenant.ts";
import { findMariadbBinaries, startMariadbServer, type MariadbServer } from "#tests/harness/mariadb-server.ts";
import { definition } from "./definition.ts";

const type = definition as unknown as Parameters<typeof mariadbTenant>[0];

describe.skipIf(findMariadbBinaries() === null)("inspection", () => {
  let server: MariadbServer;
  let root: Connection;
  beforeAll(async () => {
    server = await startMariadbServer();
    root = await server.connect();
  });
  afterAll(async () => {
    await root.end();
    await server.remove();
  });

  const account = (tenant: MariadbTenant) => `'${tenant.username}'@'%'`;
  const driftOf = async (tenant: MariadbTenant) =>
    ((await type.inspect(tenant.context())).drift ?? []).map(({ what }) => what);

  it.each<[string, (tenant: MariadbTenant) => string, string[]]>([
    ["a higher connection limit", (t) => `ALTER USER ${account(t)} WITH MAX_USER_CONNECTIONS 99`, ["connection limit"]],
    ["no timeout", (t) => `ALTER USER ${account(t)} WITH MAX_STATEMENT_TIME 0`, ["statement timeout (s)"]],
    ["a right on the server", (t) => `GRANT FILE ON *.* TO ${account(t)}`, ["rights of the user"]],
    ["a right elsewhere", (t) => `GRANT SELECT ON mysql.* TO ${account(t)}`, ["rights of the user"]],
    ["the right to grant", (t) => `GRANT GRANT OPTION ON \`${escaped(t)}\`.* TO ${account(t)}`, ["rights of the user"]],
    [
      "a grant that is not escaped",
      (t) => `GRANT SELECT ON \`${t.database}\`.* TO ${account(t)}`,
      ["rights of the user"],
    ],
    ["fewer rights", (t) => `REVOKE INSERT ON \`${escaped(t)}\`.* FROM ${account(t)}`, ["rights of the user"]],
    ["a demand for TLS", (t) => `ALTER USER ${account(t)} REQUIRE SSL`, ["TLS demanded"]],
    ["a role", (t) => `GRANT helper TO ${account(t)}`, ["rights of the user"]],
  ])(
    "reports a user that somebody gave %s, and repairs it with its password and its sessions",
    async (_what, sql, expected) => {
      await root.query("CREATE ROLE IF NOT EXISTS helper");
      const tenant = mariadbTenant(type, server.url);
      await tenant.build();
      expect(await driftOf(tenant)).toEqual([]);
      const open = await tenant.login();
      const print = await type.fingerprint?.(tenant.context());
      await root.query(sql(tenant));
      expect(await driftOf(tenant)).toEqual(expected);
      expect(await type.repair?.(tenant.context())).toMatchObject({ left: [] });
      expect(await driftOf(tenant)).toEqual([]);
      expect(await type.fingerprint?.(tenant.context())).toBe(print);
      expect(await open.query("SELECT 1 AS n")).toEqual([{ n: 1 }]);
      await open.end();
      await (await tenant.login()).end();
      await type.destroy(tenant.context());
    },
  );

  it("reports a database that outgrew its size, one that others were let into, and leaves both to people", async () => {
    const tenant = mariadbTenant(type, server.url, { parameters: { storageMegabytes: 10 } });
    await tenant.build();
    const client = await tenant.login();
    await client.query("CREATE TABLE large (id INT, pad LONGTEXT)");
    await client.query("INSERT INTO large SELECT seq, REPEAT(MD5(RAND()), 512) FROM seq_1_to_1000");
    await client.end();
    await root.query("CREATE USER guest");
    await root.query(`GRANT SELECT ON ${tenant.database}.large TO guest`);
    const inspection = await type.inspect(tenant.context());
    expect(inspection.drift).toEqual([
      { what: "users from outside with rights here", expected: "", found: "guest@%", beyondRepair: true },
      {
        what: "storage within its limit",
        expected: true,
        found: false,
        beyondRepair: true,
        wanted: { storageMegabytes: expect.any(Number) },
      },
    ]);
    expect(inspection.usage?.measures[0]?.value).toBeGreaterThan(10_000_000);
    expect(await type.repair?.(tenant.context())).toMatchObject({ repaired: [] });
    await root.query("DROP USER guest");
    await type.destroy(tenant.context());
  });

  it("keeps a revoked user locked when it is repaired, and reports no drift of it", async () => {
    const tenant = mariadbTenant(type, server.url);
    await tenant.build();
    await type.revoke(tenant.context());
    expect(await driftOf(tenant)).toEqual([]);
    await type.repair?.(tenant.context());
    expect(await type.inspect(tenant.context())).toMatchObject({ facts: { isLocked: true } });
    await type.destroy(tenant.context());
  });

  it("tells who uses which generation, and that nobody does", async () => {
    const resource = newResource();
    const first = mariadbTenant(type, server.url, { resource });
    const second = mariadbTenant(type, server.url, { resource: { ...resource, generation: 2 } });
    await first.build();
    await second.build();
    expect(await type.sessions?.(first.context())).toEqual({ connections: 0, from: [], lastActiveAt: null });
    const open = [await first.login(), await first.login(), await second.login()];
    const seen = await type.sessions?.(first.context());
    expect(seen).toMatchObject({ connections: 2, from: ["127.0.0.1"] });
    expect(Math.abs(Date.now() - Date.parse(seen?.lastActiveAt ?? ""))).toBeLessThan(60_000);
    expect((await type.sessions?.(second.context()))?.connections).toBe(1);
    expect((await type.inspect(first.context())).usage).toMatchObject({ connections: 3 });
    await Promise.all(open.map((each) => each.end()));
    await type.destroy(first.context());
  });

  it("shows by the fingerprint that somebody set another password, and nothing of the password", async () => {
    const tenant = mariadbTenant(type, server.url);
    await tenant.build();
    const before = await type.fingerprint?.(tenant.context());
    expect(before).toMatch(/^[\w-]{43}$/);
    expect(await type.fingerprint?.(tenant.context())).toBe(before);
    await root.query(`SET PASSWORD FOR ${account(tenant)} = PASSWORD('another')`);
    expect(await type.fingerprint?.(tenant.context())).not.toBe(before);
    await type.destroy(tenant.context());
    expect(await type.fingerprint?.(tenant.context())).toBeNull();
  });

  it("lists what is ours on the server, and neither what is gone nor what is somebody else's", async () => {
    const [tenant, gone] = [mariadbTenant(type, server.url), mariadbTenant(type, server.url)];
    await tenant.build();
    await gone.build();
    await root.query(`DROP DATABASE ${gone.database}`);
    await root.query(`DROP USER ${account(gone)}`);
    await root.query("CREATE DATABASE lk_somebody_elses");
    const { backend, signal } = tenant.context();
    const { resourceId, name } = tenant.resource;
    const identity = { name, team: "", environment: "", generation: 1 };
    expect(await type.listOwned?.({ backend, signal })).toEqual([
      { resourceId, kind: "database", name: tenant.database, identity },
      { resourceId, kind: "user", name: tenant.username, identity },
    ]);
    await type.destroy(tenant.context());
    await type.destroy(gone.context());
    expect(await type.listOwned?.({ backend, signal })).toEqual([]);
    await root.query("DROP DATABASE lk_somebody_elses");
  });

  it("lists a database whose worker died before it was entered, and ends it by the identity that its name tells", async () => {
    const tenant = mariadbTenant(type, server.url);
    const die = async (point: string) => {
      if (point === "mariadb.after-create-database") throw new Error("dead");
    };
    await type.apply("create-database", tenant.context({ failpoint: die })).catch(() => undefined);
    const { backend, signal } = tenant.context();
    const [left] = (await type.listOwned?.({ backend, signal })) ?? [];
    expect(left).toMatchObject({ resourceId: tenant.resource.resourceId, kind: "database" });
    if (left?.identity === undefined) throw new Error("Its identity was expected.");
    const found = { ...left.identity, resourceId: left.resourceId, requestId: "unknown" };
    await type.destroy(tenant.context({ resource: found }));
    expect(await type.listOwned?.({ backend, signal })).toEqual([]);
  });
});

function escaped(tenant: MariadbTenant): string {
  return tenant.database.replaceAll("_", "\\_");
}
