import pg from "pg";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { Secret } from "#domain/credentials/secret.ts";
import type { Access, ProvisionContext } from "#domain/provisioning/resource-type.ts";
import type { DeliveredFields } from "#tests/contract-suite/contract-target.ts";
import { newResource, openCall } from "#tests/contract-suite/open-call.ts";
import { startPostgres } from "#tests/contract-suite/start-postgres.ts";
import { closeAdminPools } from "./admin/pool.ts";
import { definition } from "./definition.ts";
import { parametersSchema, type PostgresParameters } from "./parameters.ts";

type Started = Awaited<ReturnType<typeof startPostgres>>;
let started: Started;
let adminUrl = "";

beforeAll(async () => {
  started = await startPostgres();
  const root = new pg.Client({ connectionString: started.adminUrl });
  await root.connect();
  await root.query(`CREATE ROLE provisioner LOGIN CREATEROLE CREATEDB PASSWORD 'provisioner'`);
  await root.end();
  const url = new URL(started.adminUrl);
  [url.username, url.password] = ["provisioner", "provisioner"];
  adminUrl = url.href;
});
afterAll(async () => {
  await closeAdminPools();
  await started.stop();
});

/** A database with its owner's login as generation 1. */
async function openDatabase() {
  const url = new URL(adminUrl);
  const backend = () => ({
    name: "reading",
    adminSecret: Secret.fromText(adminUrl),
    settings: { host: url.hostname, port: Number(url.port), sslmode: "disable" },
  });
  const call = openCall({ openBackend: backend }, parametersSchema.parse({ connectionLimit: 3 }), newResource());
  const at = (generation: number, access: Access) =>
    call.context({
      resource: { ...call.resource, generation, access },
    }) as unknown as ProvisionContext<PostgresParameters>;
  const make = async (generation: number, access: Access) => {
    const context = at(generation, access);
    for (const { name } of definition.plan(context.resource, context.parameters).steps)
      await definition.apply(name, context);
    await definition.verify(context);
    const fields = call.delivered.at(-1);
    if (fields === undefined) throw new Error("Nothing was delivered.");
    return fields;
  };
  const owner = await make(1, "owner");
  onTestFinished(async () => {
    await definition.destroy(at(1, "owner"));
  });
  return { at, make, owner: await connect(owner) };
}

async function connect(fields: DeliveredFields): Promise<pg.Client> {
  const client = new pg.Client({
    host: String(fields.host),
    port: Number(fields.port),
    database: String(fields.database),
    user: String(fields.username),
    password: String(fields.password),
  });
  client.on("error", () => undefined);
  await client.connect();
  onTestFinished(() => client.end().catch(() => undefined));
  return client;
}

/** SQLSTATE of a refusal; `none` where it is obeyed. */
const refusal = (client: pg.Client, statement: string) =>
  client.query(statement).then(
    () => "none",
    (error: unknown) => (error as { code?: string }).code ?? String(error),
  );

describe("a read-only login", () => {
  it("reads every table, view and sequence of the owner: those that were there, and those made later in any schema", async () => {
    const { owner, make } = await openDatabase();
    await owner.query(`CREATE SCHEMA "Weird ""schema"; CREATE TABLE "Weird ""schema"."t%I able" (id serial)`);
    await owner.query(
      `CREATE TABLE orders (id int); INSERT INTO orders VALUES (7); CREATE VIEW shown AS SELECT * FROM orders`,
    );
    const reader = await connect(await make(2, "read-only"));
    await owner.query(`CREATE SCHEMA later; CREATE TABLE later.events (id int); CREATE TABLE public.more (id serial)`);
    for (const name of ["orders", "shown", `"Weird ""schema"."t%I able"`, "later.events", "more", "more_id_seq"]) {
      expect(await refusal(reader, `SELECT * FROM ${name}`), name).toBe("none");
    }
    expect((await reader.query("SELECT id FROM orders")).rows).toEqual([{ id: 7 }]);
  });

  it("writes nothing, also after it has switched its read-only mode off, and nothing that its owner can", async () => {
    const { owner, make } = await openDatabase();
    await owner.query("CREATE TABLE orders (id int)");
    const reader = await connect(await make(2, "read-only"));
    expect(await refusal(reader, "INSERT INTO orders VALUES (1)")).toBe("25006");
    await reader.query("SET default_transaction_read_only = off");
    const { rows } = await reader.query<{ name: string }>("SELECT current_database() AS name");
    for (const attempt of [
      "INSERT INTO orders VALUES (1)",
      "UPDATE orders SET id = 2",
      "DELETE FROM orders",
      "TRUNCATE orders",
      "ALTER TABLE orders ADD COLUMN x int",
      "DROP TABLE orders",
      "CREATE TABLE mine (id int)",
      "CREATE TEMPORARY TABLE mine (id int)",
      "CREATE SCHEMA mine",
      "DO $$ BEGIN LOCK TABLE orders IN ACCESS EXCLUSIVE MODE; END $$",
      `SET ROLE "${rows[0]?.name}_owner"`,
      `SET SESSION AUTHORIZATION "${rows[0]?.name}_g1"`,
      `ALTER ROLE "${rows[0]?.name}_ro" CREATEDB`,
      `GRANT "${rows[0]?.name}_owner" TO "${rows[0]?.name}_g2"`,
    ]) {
      expect(await refusal(reader, attempt), attempt).toBe("42501");
    }
    // The server takes this for an order with nothing to do.
    await reader.query(`GRANT INSERT ON orders TO "${rows[0]?.name}_ro"`);
    expect(await refusal(reader, "INSERT INTO orders VALUES (1)")).toBe("42501");
  });

  it("is not delivered where it could write, because the owner lets everybody write a table", async () => {
    const { owner, make } = await openDatabase();
    await owner.query("CREATE TABLE orders (id int); GRANT INSERT ON orders TO PUBLIC");
    await expect(make(2, "read-only")).rejects.toMatchObject({
      code: "verification_failed",
      message: expect.stringContaining("writable"),
    });
  });

  it("leaves nothing behind of its proof, and a schema of that name that is the tenant's alone", async () => {
    const { owner, make } = await openDatabase();
    const schemas = async () =>
      (await owner.query<{ name: string }>("SELECT nspname AS name FROM pg_namespace WHERE nspname LIKE 'latchkey%'"))
        .rows;
    await make(2, "read-only");
    expect(await schemas()).toEqual([]);
    await owner.query("CREATE SCHEMA latchkey_probe_g3; CREATE TABLE latchkey_probe_g3.mine (id int)");
    await expect(make(3, "read-only")).rejects.toMatchObject({ code: "backend_conflict" });
    expect(await refusal(owner, "SELECT * FROM latchkey_probe_g3.mine")).toBe("none");
  });

  it("gains nothing by what a tenant puts into its database for the admin to stumble over", async () => {
    const { owner, make } = await openDatabase();
    await owner.query(`
      CREATE TABLE caught (who text, super text);
      CREATE FUNCTION public.format(text, VARIADIC name[]) RETURNS text LANGUAGE plpgsql AS
        $$ BEGIN INSERT INTO public.caught VALUES (current_user, session_user); RETURN 'SELECT 1'; END $$;
      CREATE FUNCTION public.format(text, name) RETURNS text LANGUAGE plpgsql AS
        $$ BEGIN INSERT INTO public.caught VALUES (current_user, session_user); RETURN 'SELECT 1'; END $$;
      CREATE FUNCTION public.obj_description(oid, text) RETURNS text LANGUAGE plpgsql AS
        $$ BEGIN INSERT INTO public.caught VALUES (current_user, session_user); RETURN ''; END $$`);
    await make(2, "read-only");
    expect((await owner.query("SELECT * FROM caught")).rows).toEqual([]);
  });

  it("is revoked with proof and its sessions, while the owner's goes on; destroying takes all of it", async () => {
    const { at, owner, make } = await openDatabase();
    const fields = await make(2, "read-only");
    const reader = await connect(fields);
    await reader.query("SET application_name = 'dashboard'");
    expect(await definition.sessions?.(at(2, "read-only"))).toMatchObject({
      connections: 1,
      from: [expect.stringContaining("dashboard")],
    });
    expect(await definition.inspect(at(2, "read-only"))).toMatchObject({ exists: true, drift: [] });
    expect(await definition.inspect(at(1, "owner"))).toMatchObject({ exists: true, drift: [] });
    expect(await definition.revoke(at(2, "read-only"))).toMatchObject({ refusal: { sqlState: "28000" } });
    expect(await refusal(reader, "SELECT 1")).not.toBe("none");
    await expect(connect(fields)).rejects.toThrow(/password|not permitted/);
    expect(await refusal(owner, "CREATE TABLE still (id int)")).toBe("none");
    const next = await connect(await make(3, "read-only"));
    expect(await refusal(next, "SELECT * FROM still")).toBe("none");
  });

  it("rotates the owner's login beside it", async () => {
    const { make } = await openDatabase();
    await make(2, "read-only");
    const owner = await connect(await make(3, "owner"));
    expect(await refusal(owner, "CREATE TABLE mine (id int)")).toBe("none");
  });
});
