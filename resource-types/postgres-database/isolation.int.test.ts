import type pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { postgresTenant, type PostgresTenant } from "#tests/contract-suite/postgres-tenant.ts";
import { targetAdminUrl } from "#tests/harness/target.ts";
import { definition } from "./definition.ts";

describe("a tenant", () => {
  let tenant: PostgresTenant;
  let neighbour: PostgresTenant;
  let client: pg.Client;
  const refusal = (sql: string) => tenant.refusal(client.query(sql));

  beforeAll(async () => {
    tenant = postgresTenant(targetAdminUrl(), {
      connectionLimit: 3,
      statementTimeoutSeconds: 1,
      idleInTransactionTimeoutSeconds: 1,
    });
    neighbour = postgresTenant(targetAdminUrl());
    await Promise.all([tenant.build(), neighbour.build()]);
    client = await tenant.login();
  });

  afterAll(async () => {
    await client.end();
    await definition.destroy(tenant.context());
    await definition.destroy(neighbour.context());
  });

  it("owns its schema, may make schemas and trusted extensions, and acts as the owner role", async () => {
    await client.query("CREATE TABLE orders (id int); CREATE SCHEMA archive; CREATE EXTENSION citext");
    const { rows } = await client.query("SELECT tableowner, schemaname FROM pg_tables WHERE tablename = 'orders'");
    expect(rows).toEqual([{ tableowner: tenant.names.ownerRole, schemaname: "public" }]);
    await client.query("DROP SCHEMA public CASCADE; CREATE SCHEMA public");
  });

  it("cannot connect to a neighbour's database", async () => {
    expect(await tenant.refusal(tenant.login(neighbour.names.database))).toBe("42501");
  });

  it.each([
    ["make a database", () => "CREATE DATABASE mine"],
    ["make a role", () => "CREATE ROLE mine"],
    ["become superuser", () => "ALTER ROLE CURRENT_USER SUPERUSER"],
    ["become the neighbour", () => `SET ROLE ${neighbour.names.ownerRole}`],
    ["become the holder of its database", () => `SET ROLE ${tenant.names.holderRole}`],
    ["raise its connection limit", () => `ALTER ROLE ${tenant.names.loginRole} CONNECTION LIMIT 100`],
    ["raise the database's connection limit", () => `ALTER DATABASE ${tenant.names.database} CONNECTION LIMIT 100`],
    ["drop its database", () => `DROP DATABASE ${tenant.names.database}`],
    ["rename its database", () => `ALTER DATABASE ${tenant.names.database} RENAME TO mine`],
    ["take our marker off", () => `COMMENT ON DATABASE ${tenant.names.database} IS 'mine'`],
    ["take our marker off its role", () => `COMMENT ON ROLE ${tenant.names.ownerRole} IS 'mine'`],
    ["let another in", () => `GRANT ${tenant.names.ownerRole} TO ${neighbour.names.loginRole}`],
    ["read a file of the server", () => "SELECT pg_read_file('postgresql.conf')"],
    ["run a program on the server", () => "COPY (SELECT 1) TO PROGRAM 'id'"],
    [
      "end a neighbour's session",
      () => `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'postgres'`,
    ],
  ])("cannot %s", async (_what, sql) => {
    for (const role of [tenant.names.ownerRole, "NONE"]) {
      await client.query(`SET ROLE ${role}`);
      expect(await refusal(sql())).toBe("42501");
    }
    await client.query(`SET ROLE ${tenant.names.ownerRole}`);
  });

  it("cannot open its database to others", async () => {
    await client.query(`GRANT CONNECT ON DATABASE ${tenant.names.database} TO PUBLIC`);
    expect(await neighbour.refusal(neighbour.login(tenant.names.database))).toBe("42501");
  });

  it("is shut out of a database while that is still being made", async () => {
    const third = postgresTenant(targetAdminUrl());
    const answers: unknown[] = [];
    const failpoint = async () => void answers.push(await neighbour.refusal(neighbour.login(third.names.database)));
    await definition.apply("create-roles", third.context());
    await definition.apply("create-database", third.context({ failpoint }));
    // Closed to everyone at first (55000), then open to others than this one (42501).
    expect(answers).toEqual(["55000", "42501", "42501"]);
    await definition.destroy(third.context());
  });

  it("gets no more connections than its size gives", async () => {
    const more = [await tenant.login(), await tenant.login()];
    expect(await tenant.refusal(tenant.login())).toBe("53300");
    await Promise.all(more.map((each) => each.end()));
  });

  it("has its long statement cancelled and its idle transaction ended", async () => {
    expect(await refusal("SELECT pg_sleep(5)")).toBe("57014");
    const idle = await tenant.login();
    const ended = new Promise((resolve) => idle.once("end", resolve));
    await idle.query("BEGIN");
    await ended;
    expect(await tenant.refusal(idle.query("SELECT 1"))).toBeDefined();
  });
});
