import type { Connection } from "mariadb";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { mariadbTenant, type MariadbTenant } from "#tests/contract-suite/mariadb-tenant.ts";
import { adminStatements } from "#tests/harness/mariadb-admin-statements.ts";
import { findMariadbBinaries, startMariadbServer, type MariadbServer } from "#tests/harness/mariadb-server.ts";
import { definition } from "./definition.ts";

const type = definition as unknown as Parameters<typeof mariadbTenant>[0];

describe.skipIf(findMariadbBinaries() === null)("a transaction that a tenant left prepared", () => {
  let server: MariadbServer;
  let root: Connection;
  let adminUrl: string;
  beforeEach(async () => {
    server = await startMariadbServer();
    root = await server.connect();
    for (const statement of await adminStatements("narrow_admin", "of-this-test")) await root.query(statement);
    const url = new URL(server.url);
    [url.username, url.password] = ["narrow_admin", "of-this-test"];
    adminUrl = url.href;
  });
  afterEach(async () => {
    await root.end();
    await server.remove();
  });

  /** Leaves one behind, in a database that is held by it from now on. */
  async function leavePrepared(xid: string): Promise<MariadbTenant> {
    const tenant = mariadbTenant(type, adminUrl);
    await tenant.build();
    const client = await tenant.login();
    await client.query("CREATE TABLE held (id INT PRIMARY KEY) ENGINE = InnoDB");
    for (const statement of [`XA START ${xid}`, "INSERT INTO held VALUES (1)", `XA END ${xid}`, `XA PREPARE ${xid}`]) {
      await client.query(statement);
    }
    await client.end();
    return tenant;
  }

  const prepared = async () => (await root.query<unknown[]>("XA RECOVER")).length;

  it("is rolled back where it is the only one, so that its database goes", { timeout: 60_000 }, async () => {
    const tenant = await leavePrepared("'it''s \\\\ \"mine\"','bq',7");
    expect(await type.destroy(tenant.context())).toMatchObject({ droppedDatabase: true, preparedEnded: 1 });
    expect(await prepared()).toBe(0);
  });

  it("is left alone where there are others, and the refusal says what to do", { timeout: 60_000 }, async () => {
    const tenants = [await leavePrepared("'a'"), await leavePrepared("'b'")];
    const refusal = type.destroy(tenants[0]?.context() as never);
    await expect(refusal).rejects.toMatchObject({
      code: "backend_refused",
      message: expect.stringContaining("XA RECOVER, then XA ROLLBACK"),
    });
    expect(await prepared()).toBe(2);
    await root.query("XA ROLLBACK 'a'");
    for (const tenant of tenants) expect(await type.destroy(tenant.context())).toMatchObject({ droppedDatabase: true });
    expect(await prepared()).toBe(0);
  });

  it("of somebody else is left alone while a living transaction holds the database", { timeout: 60_000 }, async () => {
    const other = await leavePrepared("'other'");
    const tenant = mariadbTenant(type, adminUrl);
    await tenant.build();
    const client = await tenant.login();
    await client.query("CREATE TABLE held (id INT PRIMARY KEY) ENGINE = InnoDB");
    await root.query("START TRANSACTION");
    await root.query(`INSERT INTO \`${tenant.database}\`.held VALUES (1)`);
    await expect(type.destroy(tenant.context())).rejects.toMatchObject({ code: "backend_unavailable" });
    expect(await prepared()).toBe(1);
    await root.query("ROLLBACK");
    expect(await type.destroy(tenant.context())).toMatchObject({ droppedDatabase: true, preparedEnded: 0 });
    expect(await prepared()).toBe(1);
    expect(await type.destroy(other.context())).toMatchObject({ preparedEnded: 1 });
  });
});
