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
    const { facts } = await definition.inspect(tenant.context());
    return (facts.drift as { what: string }[]).map(({ what }) => what);
  }

  it("reports size and use, and no drift on what was just built", async () => {
    const client = await tenant.login();
    const { exists, facts } = await definition.inspect(tenant.context());
    await client.end();
    expect(exists).toBe(true);
    expect(facts).toMatchObject({ database: tenant.names.database, connections: 1, drift: [] });
    expect(facts.sizeBytes).toBeGreaterThan(1_000_000);
    expect(facts.newestSessionStartedAt).toBeInstanceOf(Date);
  });

  it.each([
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
  ])("finds drift: %s", async (what, change, back) => {
    const { loginRole, ownerRole, database, marker } = tenant.names;
    const words: Record<string, string> = {
      $login: loginRole,
      $owner: ownerRole,
      $database: database,
      $marker: marker,
    };
    const fill = (sql: string) => sql.replaceAll(/\$[a-z]+/g, (word) => words[word] ?? word);
    await root.query(fill(change));
    expect(await drift()).toEqual([what]);
    await root.query(fill(back));
    expect(await drift()).toEqual([]);
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
    expect(await definition.inspect(other.context())).toMatchObject({ facts: { canLogin: true, drift: [] } });
    await definition.revoke(other.context());
    expect(await definition.inspect(other.context())).toMatchObject({ facts: { canLogin: false, drift: [] } });
    await definition.destroy(other.context());
  });

  it("calls a database of the same name that is not ours absent and foreign", async () => {
    const other = postgresTenant(targetAdminUrl());
    await root.query(`CREATE DATABASE ${other.names.database}`);
    expect(await definition.inspect(other.context())).toMatchObject({ exists: false, facts: { foreign: true } });
    await root.query(`DROP DATABASE ${other.names.database}`);
  });
});
