import pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { postgresTenant, type PostgresTenant } from "#tests/contract-suite/postgres-tenant.ts";
import { targetAdminUrl } from "#tests/harness/target.ts";
import { definition } from "./definition.ts";

describe("an inspection", () => {
  let root: pg.Client;
  let tenant: PostgresTenant;

  beforeAll(async () => {
    root = new pg.Client({ connectionString: targetAdminUrl() });
    await root.connect();
    tenant = postgresTenant(targetAdminUrl(), { storageMegabytes: 20 });
    await tenant.build();
  });
  afterAll(async () => {
    await definition.destroy(tenant.context());
    await root.end();
  });

  async function drift(): Promise<unknown[]> {
    const { drift = [] } = await definition.inspect(tenant.context());
    return drift.map(({ what }) => what);
  }

  it("reports size and use, and no drift on what was just built", async () => {
    const client = await tenant.login();
    const before = Date.now();
    const { exists, facts, drift, usage } = await definition.inspect(tenant.context());
    await client.end();
    expect({ exists, drift, database: facts.database }).toEqual({
      exists: true,
      drift: [],
      database: tenant.names.database,
    });
    expect(usage).toMatchObject({
      connections: 1,
      measures: [
        { label: "Size", unit: "bytes", limit: 20_000_000 },
        { label: "Connections", value: 1, limit: 20 },
      ],
    });
    expect(usage?.measures[0]?.value).toBeGreaterThan(1_000_000);
    expect(Date.parse(usage?.lastConnectedAt ?? "")).toBeLessThanOrEqual(before + 1000);
    expect(usage?.sessionsTotal).toBeGreaterThanOrEqual(1);
  });

  const changes = [
    ["login connection limit", "ALTER ROLE $login CONNECTION LIMIT 99", "ALTER ROLE $login CONNECTION LIMIT 20"],
    [
      "login settings",
      "ALTER ROLE $login SET statement_timeout = 0",
      "ALTER ROLE $login SET statement_timeout = 60000",
    ],
    ["roles with extra power", "ALTER ROLE $login CREATEDB", "ALTER ROLE $login NOCREATEDB"],
    ["members from outside", "GRANT $owner TO pg_monitor", "REVOKE $owner FROM pg_monitor"],
    [
      "database connection limit",
      "ALTER DATABASE $database CONNECTION LIMIT -1",
      "ALTER DATABASE $database CONNECTION LIMIT 42",
    ],
    [
      "database open to everyone",
      "GRANT CONNECT ON DATABASE $database TO PUBLIC",
      "REVOKE CONNECT ON DATABASE $database FROM PUBLIC",
    ],
    ["database comment", "COMMENT ON DATABASE $database IS 'x'", "COMMENT ON DATABASE $database IS '$marker'"],
    [
      "database allows connections",
      "ALTER DATABASE $database ALLOW_CONNECTIONS false",
      "ALTER DATABASE $database ALLOW_CONNECTIONS true",
    ],
  ] as const;

  function fill(text: string): string {
    const { loginRole, ownerRole, database, marker } = tenant.names;
    const words: Record<string, string> = {
      $login: loginRole,
      $owner: ownerRole,
      $database: database,
      $marker: marker,
    };
    return text.replaceAll(/\$[a-z]+/g, (word) => words[word] ?? word);
  }

  it.each(changes)("finds drift: %s", async (what, change, back) => {
    await root.query(fill(change));
    expect(await drift()).toEqual([what]);
    await root.query(fill(back));
    expect(await drift()).toEqual([]);
  });

  it("repairs all of it at once, for the login that was delivered and the data in it", async () => {
    const client = await tenant.login();
    await client.query("CREATE TABLE kept AS SELECT 1 AS one");
    await client.end();
    for (const [, change] of changes) await root.query(fill(change));
    expect(await drift()).toHaveLength(changes.length);
    await definition.repair?.(tenant.context());
    expect(await drift()).toEqual([]);
    const again = await tenant.login();
    const { rows } = await again.query("SELECT one, current_setting('statement_timeout') AS timeout FROM kept");
    expect(rows).toEqual([{ one: 1, timeout: "1min" }]);
    await again.query("DROP TABLE kept");
    await again.end();
    await definition.repair?.(tenant.context());
    expect(await drift()).toEqual([]);
  });

  it("repairs nothing that was dropped, and leaves what is not ours alone", async () => {
    const other = postgresTenant(targetAdminUrl());
    expect(await definition.repair?.(other.context())).toMatchObject({ exists: false });
    await root.query(`CREATE DATABASE ${other.names.database}`);
    await expect(definition.repair?.(other.context())).rejects.toMatchObject({ code: "backend_conflict" });
    await root.query(`DROP DATABASE ${other.names.database}`);
  });

  it("leaves a blocked login blocked when it repairs", async () => {
    const other = postgresTenant(targetAdminUrl());
    await other.build();
    await definition.revoke(other.context());
    await root.query(`ALTER DATABASE ${other.names.database} CONNECTION LIMIT -1`);
    await definition.repair?.(other.context());
    expect(await definition.inspect(other.context())).toMatchObject({ facts: { canLogin: false }, drift: [] });
    await definition.destroy(other.context());
  });

  it("lists what bears our marker, by the resource it names, and nothing of a like name without it", async () => {
    const foreign = `${tenant.names.database.slice(0, -1)}x`;
    await root.query(`CREATE DATABASE ${foreign}`);
    await root.query(`CREATE ROLE ${foreign}_owner`);
    const { backend, signal, resource } = tenant.context();
    const owned = (await definition.listOwned?.({ backend, signal })) ?? [];
    const { database, holderRole, ownerRole, loginRole } = tenant.names;
    const { name, generation } = resource;
    const identity = { name, team: "", environment: "", generation };
    expect(owned.filter(({ resourceId }) => resourceId === resource.resourceId)).toEqual(
      [
        { kind: "database", name: database },
        ...[holderRole, loginRole, ownerRole].toSorted().map((role) => ({ kind: "role", name: role })),
      ].map((object) => ({ ...object, resourceId: resource.resourceId, identity })),
    );
    expect(owned.some((object) => object.name.startsWith(foreign))).toBe(false);
    await root.query(`DROP DATABASE ${foreign}`);
    await root.query(`DROP ROLE ${foreign}_owner`);
  });

  it("finds a database that grew beyond its size", async () => {
    const client = await tenant.login();
    await client.query("CREATE TABLE bulk AS SELECT repeat(md5(i::text), 30) AS text FROM generate_series(1, 20000) i");
    expect(await drift()).toEqual(["storage within its limit"]);
    await client.query("DROP TABLE bulk");
    await client.end();
  });

  it("says that a revoked login cannot log in, and does not call that drift", async () => {
    const other = postgresTenant(targetAdminUrl());
    await other.build();
    expect(await definition.inspect(other.context())).toMatchObject({ facts: { canLogin: true }, drift: [] });
    await definition.revoke(other.context());
    expect(await definition.inspect(other.context())).toMatchObject({ facts: { canLogin: false }, drift: [] });
    await definition.destroy(other.context());
  });

  it("calls a database of the same name that is not ours absent and foreign", async () => {
    const other = postgresTenant(targetAdminUrl());
    await root.query(`CREATE DATABASE ${other.names.database}`);
    expect(await definition.inspect(other.context())).toMatchObject({ exists: false, facts: { foreign: true } });
    await root.query(`DROP DATABASE ${other.names.database}`);
  });
});
