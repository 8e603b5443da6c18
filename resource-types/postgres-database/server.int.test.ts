import { readFile, writeFile } from "node:fs/promises";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openPostgresBackend, postgresTenant } from "#tests/contract-suite/postgres-tenant.ts";
import { startPostgres, type OwnPostgres } from "#tests/contract-suite/start-postgres.ts";
import { closeAdminPools } from "./admin/pool.ts";
import { definition } from "./definition.ts";

describe("on a server of its own", () => {
  let server: OwnPostgres;
  let root: pg.Client;

  beforeAll(async () => {
    server = await startPostgres();
    root = new pg.Client({ connectionString: server.adminUrl });
    root.on("error", () => undefined);
    await root.connect();
    await root.query("CREATE EXTENSION pg_stat_statements");
  });
  afterAll(async () => {
    await closeAdminPools();
    await root.end();
    await server.stop();
  });

  it("leaves no password in the server's log, statistics or catalogue: verifiers only", async () => {
    const tenant = postgresTenant(server.adminUrl);
    await tenant.build();
    const canary = String(tenant.call.delivered[0]?.password);
    const client = await tenant.login();
    await client.query("CREATE TABLE proof (id int)");
    const stored = await root.query<{ rolpassword: string }>("SELECT rolpassword FROM pg_authid WHERE rolname = $1", [
      tenant.names.loginRole,
    ]);
    expect(stored.rows[0]?.rolpassword).toMatch(/^SCRAM-SHA-256\$4096:/);
    const statistics = await root.query<{ query: string }>("SELECT query FROM pg_stat_statements");
    await definition.revoke(tenant.context());
    await definition.destroy(tenant.context());
    const log = await readFile(server.logFile, "utf8");
    const seen = [
      log,
      ...statistics.rows.map(({ query }) => query),
      ...stored.rows.map(({ rolpassword }) => rolpassword),
    ];
    // The places where a password would show up do show what was sent instead of it.
    expect(log).toContain(`ALTER ROLE "${tenant.names.loginRole}" LOGIN PASSWORD 'SCRAM-SHA-256$`);
    expect(statistics.rows.some(({ query }) => query.includes("latchkey_probe"))).toBe(true);
    for (const text of seen) {
      expect(text).not.toContain(canary);
      expect(text).not.toMatch(/PASSWORD '(?!SCRAM-SHA-256\$4096:)/);
    }
  });

  it("refuses to call a login verified that the server admits without its password", async () => {
    const hba = await readFile(server.hbaFile, "utf8");
    const tenant = postgresTenant(server.adminUrl);
    await definition.apply("create-roles", tenant.context());
    await definition.apply("create-database", tenant.context());
    for (const method of ["trust", "password"]) {
      await writeFile(server.hbaFile, `host all ${tenant.names.loginRole} all ${method}\n${hba}`);
      await root.query("SELECT pg_reload_conf()");
      await expect
        .poll(() => definition.verify(tenant.context()).catch((error: unknown) => error))
        .toMatchObject({ code: "backend_refused", message: expect.stringContaining("scram-sha-256") });
    }
    await writeFile(server.hbaFile, hba);
    await root.query("SELECT pg_reload_conf()");
    await expect.poll(() => definition.verify(tenant.context()).then(() => "verified", String)).toBe("verified");
    await definition.destroy(tenant.context());
  });

  it("fails strict isolation while any other database lets everyone in, and names it", async () => {
    const tenant = postgresTenant(server.adminUrl);
    await tenant.build();
    const backend = openPostgresBackend(server.adminUrl, { isolation: "strict" });
    await root.query("REVOKE CONNECT ON DATABASE template1 FROM PUBLIC");
    await expect(definition.verify(tenant.context({ backend }))).rejects.toMatchObject({
      code: "verification_failed",
      details: { failed: [{ check: "otherDatabases", expected: [], found: ["postgres"] }] },
    });
    expect(await definition.verify(tenant.context())).toMatchObject({ probe: { otherDatabases: ["postgres"] } });
    await root.query("REVOKE CONNECT ON DATABASE postgres FROM PUBLIC");
    expect(await definition.verify(tenant.context({ backend }))).toMatchObject({ probe: { otherDatabases: [] } });
    await root.query("GRANT CONNECT ON DATABASE postgres TO PUBLIC");
    await definition.destroy(tenant.context());
  });

  it("says what the admin lacks, and leaves nothing behind", async () => {
    const url = (user: string, password: string) =>
      Object.assign(new URL(server.adminUrl), { username: user, password }).href;
    await root.query(
      "CREATE ROLE maker LOGIN CREATEROLE PASSWORD 'maker'; CREATE ROLE nothing LOGIN PASSWORD 'nothing'",
    );
    const apply = (step: string, adminUrl: string) => {
      const tenant = postgresTenant(server.adminUrl);
      const backend = openPostgresBackend(adminUrl);
      return { tenant, done: definition.apply(step, tenant.context({ backend })), backend };
    };
    await expect(apply("create-roles", url("nothing", "nothing")).done).rejects.toMatchObject({
      code: "backend_refused",
      message: expect.stringContaining("CREATEROLE"),
    });
    await expect(apply("create-roles", url("postgres", "wrong")).done).rejects.toMatchObject({
      code: "backend_refused",
      details: { sqlState: "28P01" },
    });
    const { tenant, done, backend } = apply("create-roles", url("maker", "maker"));
    await done;
    await expect(definition.apply("create-database", tenant.context({ backend }))).rejects.toMatchObject({
      code: "backend_refused",
      details: { sqlState: "42501" },
    });
    await definition.undo("create-database", tenant.context({ backend }));
    await definition.undo("create-roles", tenant.context({ backend }));
    const left = await root.query(
      "SELECT rolname FROM pg_roles WHERE shobj_description(oid, 'pg_authid') LIKE 'latchkey:%'",
    );
    expect(left.rows).toEqual([]);
  });

  it("waits for a session that the admin may not end, and drops the database once it is gone", async () => {
    const url = (user: string) => Object.assign(new URL(server.adminUrl), { username: user, password: user }).href;
    await root.query(
      "CREATE ROLE modest LOGIN CREATEROLE CREATEDB PASSWORD 'modest'; CREATE ROLE watcher LOGIN PASSWORD 'watcher'",
    );
    const tenant = postgresTenant(url("modest"));
    await tenant.build();
    await root.query(`GRANT CONNECT ON DATABASE ${tenant.names.database} TO watcher`);
    const inside = new URL(url("watcher"));
    inside.pathname = tenant.names.database;
    const session = new pg.Client({ connectionString: inside.href });
    await session.connect();
    const destroyed = definition.destroy(tenant.context());
    await expect(destroyed).rejects.toMatchObject({ code: "backend_unavailable", details: { sqlState: "55006" } });
    expect((await session.query("SELECT 1 AS one")).rows).toEqual([{ one: 1 }]);
    expect(await tenant.refusal(tenant.login())).toBe("28000");
    await session.end();
    await expect.poll(() => definition.destroy(tenant.context()).then(() => "destroyed", String)).toBe("destroyed");
  });

  it("goes on after the server dropped every connection", async () => {
    const tenant = postgresTenant(server.adminUrl);
    await definition.apply("create-roles", tenant.context());
    await root.query("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'latchkey'");
    await expect
      .poll(() =>
        definition.apply("create-database", tenant.context()).then(
          () => "done",
          (error: { retryable: boolean }) => error.retryable,
        ),
      )
      .toBe("done");
    await definition.verify(tenant.context());
    await definition.destroy(tenant.context());
  });

  it("asks again later when the server has no connection left", async () => {
    await closeAdminPools();
    const { rows } = await root.query<{ max: number }>("SELECT current_setting('max_connections')::int AS max");
    const taken: pg.Client[] = [];
    try {
      await root.query("CREATE ROLE crowd LOGIN PASSWORD 'crowd'");
      const connectionString = Object.assign(new URL(server.adminUrl), { username: "crowd", password: "crowd" }).href;
      for (let index = 0; index < (rows[0]?.max ?? 0); index += 1) {
        const client = new pg.Client({ connectionString });
        client.on("error", () => undefined);
        if (
          await client.connect().then(
            () => false,
            () => true,
          )
        )
          break;
        taken.push(client);
      }
      await root.query("CREATE ROLE late LOGIN CREATEROLE CREATEDB PASSWORD 'late'");
      const backend = openPostgresBackend(
        Object.assign(new URL(server.adminUrl), { username: "late", password: "late" }).href,
      );
      const tenant = postgresTenant(server.adminUrl);
      await expect(definition.apply("create-roles", tenant.context({ backend }))).rejects.toMatchObject({
        code: "backend_unavailable",
        retryable: true,
        details: { sqlState: "53300" },
      });
    } finally {
      await Promise.all(taken.map((client) => client.end()));
    }
  });
});
