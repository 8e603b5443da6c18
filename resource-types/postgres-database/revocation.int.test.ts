import { Socket } from "node:net";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { postgresTenant, type PostgresTenant } from "#tests/contract-suite/postgres-tenant.ts";
import { targetAdminUrl } from "#tests/harness/target.ts";
import { definition } from "./definition.ts";

const permitted = { authenticated: true, scram: true };

describe("a revocation is proved", () => {
  let root: pg.Client;
  let tenant: PostgresTenant;

  beforeAll(async () => {
    root = new pg.Client({ connectionString: targetAdminUrl() });
    await root.connect();
  });
  afterAll(() => root.end());

  async function expectRevoked(expected: Record<string, unknown> = {}): Promise<void> {
    expect(await definition.revoke(tenant.context())).toMatchObject({
      positiveControl: { ...permitted, connected: true },
      refusal: { ...permitted, connected: false, sqlState: "28000" },
      catalogue: { canLogin: false },
      ...expected,
    });
    const { rows } = await root.query("SELECT FROM pg_stat_activity WHERE usename = $1", [tenant.names.loginRole]);
    expect(rows).toEqual([]);
    await definition.destroy(tenant.context());
  }

  async function build(parameters = {}): Promise<void> {
    tenant = postgresTenant(targetAdminUrl(), parameters);
    await tenant.build();
  }

  it("while the tenant holds all of its connections", async () => {
    await build({ connectionLimit: 2 });
    await Promise.all([tenant.login(), tenant.login()]);
    expect(await tenant.refusal(tenant.login())).toBe("53300");
    await expectRevoked({ sessionsEnded: 2 });
  });

  it("while a statement of the tenant runs", async () => {
    await build();
    const busy = tenant.refusal((await tenant.login()).query("SELECT pg_sleep(30)"));
    await expectRevoked({ sessionsEnded: 1 });
    expect(await busy).toBe("57P01");
  });

  it("after the tenant gave its login settings with which no session starts", async () => {
    await build();
    const client = await tenant.login();
    const { loginRole, database } = tenant.names;
    await client.query(`SET ROLE NONE; ALTER ROLE ${loginRole} SET local_preload_libraries = 'nothing'`);
    await client.query(`ALTER ROLE ${loginRole} IN DATABASE ${database} SET local_preload_libraries = 'nothing'`);
    expect(await tenant.refusal(tenant.login())).toBe("58P01");
    await expectRevoked();
  });

  it("against a tenant that keeps setting a password of its own and coming back", async () => {
    await build({ connectionLimit: 5 });
    const fields = tenant.call.delivered.at(-1) ?? {};
    const url = `postgresql://${fields.username}:known@${fields.host}:${fields.port}/${fields.database}`;
    let isOver = false;
    const sql = `SET ROLE NONE; ALTER ROLE ${tenant.names.loginRole} PASSWORD 'known'`;
    await (await tenant.login()).query(sql);
    const fight = async () => {
      while (!isOver) {
        const client = new pg.Client({ connectionString: url });
        client.on("error", () => undefined);
        try {
          await client.connect();
          while (!isOver) await client.query(sql);
        } catch {
          // Refused or ended: it comes back.
        }
        await client.end().catch(() => undefined);
      }
    };
    const fights = [fight(), fight(), fight()];
    await expectRevoked({ positiveControl: permitted }).finally(() => (isOver = true));
    await Promise.all(fights);
  });

  it("against a tenant that holds a lock on its own role in an open transaction", async () => {
    await build();
    const client = await tenant.login();
    await client.query("SET ROLE NONE; SET idle_in_transaction_session_timeout = 0; BEGIN");
    await client.query(`ALTER ROLE ${tenant.names.loginRole} PASSWORD 'known'`);
    await expectRevoked({ sessionsEnded: 1 });
  });

  it("as soon as an operator's change to the same role is through", async () => {
    await build();
    const operator = new pg.Client({ connectionString: targetAdminUrl() });
    await operator.connect();
    await operator.query(`BEGIN; ALTER ROLE ${tenant.names.loginRole} VALID UNTIL 'infinity'`);
    const revoked = expectRevoked();
    await noSessionOf(tenant.names.loginRole);
    setTimeout(() => void operator.query("COMMIT").then(() => operator.end()), 600);
    await revoked;
  });

  it("against a tenant that ends a login, begun before the block, while the probe is permitted", async () => {
    await build();
    const half = await beginLogin();
    const rounds: string[] = [];
    const failpoint = async (point: string) => {
      if (point !== "postgres.after-positive-control") return;
      rounds.push(point);
      if (rounds.length > 1) return;
      await noSessionOf(tenant.names.loginRole);
      await half.finish();
      await half.client.query(`SET ROLE NONE; ALTER ROLE ${tenant.names.loginRole} PASSWORD 'known'`);
    };
    const receipt = await definition.revoke(tenant.context({ failpoint }));
    expect(rounds).toHaveLength(2);
    expect(receipt).toMatchObject({
      positiveControl: { ...permitted, sqlState: "53300" },
      refusal: { ...permitted, sqlState: "28000" },
    });
    expect(await tenant.refusal(half.client.query("SELECT 1"))).toBeDefined();
    await definition.destroy(tenant.context());
  });

  /** A login of the tenant that stops right before its last message, as a hostile client can. */
  async function beginLogin() {
    const held = Promise.withResolvers<() => void>();
    const socket = new Socket();
    // Connecting gives the socket its own write back, so this comes after it.
    socket.once("connect", () => {
      const write = socket.write.bind(socket);
      let messages = 0;
      socket.write = (chunk: Uint8Array | string) => {
        messages += 1;
        if (messages !== 3) return write(chunk);
        held.resolve(() => write(chunk));
        return true;
      };
    });
    const fields = tenant.call.delivered.at(-1) ?? {};
    const url = `postgresql://${fields.username}:${fields.password}@${fields.host}:${fields.port}/${fields.database}`;
    const client = new pg.Client({ connectionString: url, stream: () => socket });
    client.on("error", () => undefined);
    const connected = client.connect();
    const release = await held.promise;
    return { client, finish: () => (release(), connected) };
  }

  async function noSessionOf(role: string): Promise<void> {
    const sql = "SELECT FROM pg_stat_activity WHERE usename = $1";
    await expect.poll(async () => (await root.query(sql, [role])).rowCount).toBe(0);
  }

  it("by the password check alone when somebody dropped the database", async () => {
    await build();
    await root.query(`DROP DATABASE ${tenant.names.database} WITH (FORCE)`);
    await expectRevoked({ positiveControl: { ...permitted, connected: false, sqlState: "3D000" } });
  });

  it("also after somebody blocked the login by hand", async () => {
    await build();
    await root.query(`ALTER ROLE ${tenant.names.loginRole} NOLOGIN PASSWORD NULL`);
    await expectRevoked({ sessionsEnded: 0 });
  });

  it("as already gone when somebody dropped the login", async () => {
    await build();
    await root.query(`DROP ROLE ${tenant.names.loginRole}`);
    expect(await definition.revoke(tenant.context())).toEqual({ username: tenant.names.loginRole, alreadyGone: true });
    await definition.destroy(tenant.context());
  });

  it("and destruction takes what the roles were given elsewhere along", async () => {
    await build();
    const { loginRole, ownerRole } = tenant.names;
    await root.query(
      `CREATE SCHEMA s_${loginRole} AUTHORIZATION ${ownerRole}; GRANT USAGE ON SCHEMA s_${loginRole} TO ${loginRole}`,
    );
    await definition.destroy(tenant.context());
    expect((await root.query("SELECT FROM pg_namespace WHERE nspname = $1", [`s_${loginRole}`])).rows).toEqual([]);
  });
});
