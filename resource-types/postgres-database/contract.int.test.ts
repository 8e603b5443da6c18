import { randomBytes } from "node:crypto";
import pg from "pg";
import { Secret } from "#domain/credentials/secret.ts";
import type { ResourceIdentity } from "#domain/provisioning/resource-type.ts";
import type { ContractTarget, DeliveredFields, TenantSession } from "#tests/contract-suite/contract-target.ts";
import { describeContract } from "#tests/contract-suite/describe-contract.ts";
import { startPostgres } from "#tests/contract-suite/start-postgres.ts";
import { closeAdminPools } from "./admin/pool.ts";
import { definition } from "./definition.ts";
import { externalNames } from "./external-names.ts";

/** URL of a superuser on a cluster of yours, to run the suite there instead of on an embedded one. */
const ownUrl = process.env.CONTRACT_POSTGRES_URL;

describeContract(definition, {
  variant: "admin has CREATEROLE and CREATEDB only",
  open: () => openTarget("least privilege"),
});
describeContract(definition, { variant: "admin is superuser", parts: ["life"], open: () => openTarget("superuser") });

async function openTarget(kind: "superuser" | "least privilege"): Promise<ContractTarget> {
  const started = ownUrl === undefined ? await startPostgres() : null;
  const rootUrl = new URL(started?.adminUrl ?? ownUrl ?? "");
  const root = new pg.Client({ connectionString: rootUrl.href });
  await root.connect();
  await root.query("REVOKE CONNECT, TEMPORARY ON DATABASE postgres, template1 FROM PUBLIC");
  const adminUrl = kind === "superuser" ? rootUrl : await makeAdmin(root, rootUrl);
  const version = await root.query<{ server_version: string }>("SHOW server_version");
  const upstream = { host: rootUrl.hostname, port: Number(rootUrl.port) };
  return {
    label: `a real PostgreSQL ${version.rows[0]?.server_version}, admin: ${kind}`,
    upstream,
    openBackend: (port = upstream.port) => {
      const url = new URL(adminUrl);
      url.port = String(port);
      const settings = { host: url.hostname, port, sslmode: "disable", isolation: "strict" };
      return { name: "contract", adminSecret: Secret.fromText(url.href), settings };
    },
    listObjects: () => listObjects(root),
    expectedObjects,
    connect,
    refusal: /password authentication failed|not permitted to log in/,
    plantForeign: (step, resource) => plantForeign(root, step, resource),
    openByHand: async (resource) => {
      await root.query(`ALTER ROLE "${externalNames(resource).loginRole}" LOGIN`);
    },
    removeByHand: (resource) => removeByHand(root, resource),
    close: async () => {
      await closeAdminPools();
      if (kind === "least privilege") await root.query(`DROP OWNED BY "${adminUrl.username}"`);
      if (kind === "least privilege") await root.query(`DROP ROLE "${adminUrl.username}"`);
      await root.end();
      await started?.stop();
    },
  };
}

async function makeAdmin(root: pg.Client, rootUrl: URL): Promise<URL> {
  const url = new URL(rootUrl);
  url.username = `admin_${randomBytes(4).toString("hex")}`;
  url.password = randomBytes(12).toString("hex");
  await root.query(`CREATE ROLE "${url.username}" LOGIN CREATEROLE CREATEDB PASSWORD '${url.password}'`);
  await root.query(`GRANT CONNECT ON DATABASE postgres TO "${url.username}"`);
  return url;
}

async function listObjects(root: pg.Client): Promise<string[]> {
  const { rows } = await root.query<{ line: string }>(
    `SELECT format('role %s %s', rolname, shobj_description(oid, 'pg_authid')) AS line FROM pg_roles
     UNION ALL SELECT format('database %s %s of %s', datname, shobj_description(oid, 'pg_database'), pg_get_userbyid(datdba))
       FROM pg_database
     UNION ALL SELECT format('relation %s', oid::regclass) FROM pg_class WHERE oid >= 16384
     UNION ALL SELECT format('setting of nobody %s', setrole) FROM pg_db_role_setting
       WHERE setrole <> 0 AND setrole NOT IN (SELECT oid FROM pg_roles)
     UNION ALL SELECT format('tablespace %s', spcname) FROM pg_tablespace`,
  );
  return rows.map(({ line }) => line);
}

function expectedObjects(resource: ResourceIdentity): string[] {
  const { holderRole, ownerRole, loginRole, database, marker } = externalNames(resource);
  const roles = [holderRole, ownerRole, loginRole].map((role) => `role ${role} ${marker}`);
  return [...roles, `database ${database} ${marker} of ${holderRole}`];
}

async function connect(fields: DeliveredFields): Promise<TenantSession> {
  const client = new pg.Client({
    host: String(fields.host),
    port: Number(fields.port),
    database: String(fields.database),
    user: String(fields.username),
    password: String(fields.password),
    ssl: false,
  });
  client.on("error", () => undefined);
  await client.connect();
  return {
    isAlive: () =>
      client.query("SELECT 1").then(
        () => true,
        () => false,
      ),
    close: () => client.end(),
  };
}

/** A forged comment must not help: it is the owner that proves a database to be ours, and nobody else's role has one. */
async function plantForeign(root: pg.Client, step: string, resource: ResourceIdentity): Promise<string[]> {
  const { database, ownerRole, marker } = externalNames(resource);
  if (step === "create-roles") {
    await root.query(`CREATE ROLE "${ownerRole}" NOLOGIN`);
    return [`role ${ownerRole} `];
  }
  await root.query(`CREATE DATABASE "${database}"`);
  await root.query(`COMMENT ON DATABASE "${database}" IS '${marker}'`);
  return [`database ${database} ${marker} of ${root.user ?? ""}`];
}

async function removeByHand(root: pg.Client, resource: ResourceIdentity): Promise<void> {
  const { database, holderRole, ownerRole, loginRole } = externalNames(resource);
  await root.query(`DROP DATABASE IF EXISTS "${database}" WITH (FORCE)`);
  await root.query(`DROP ROLE IF EXISTS "${loginRole}", "${ownerRole}", "${holderRole}"`);
}
