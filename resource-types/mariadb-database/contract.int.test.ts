import { randomBytes } from "node:crypto";
import { createConnection, type Connection } from "mariadb";
import { Secret } from "#domain/credentials/secret.ts";
import type { ResourceIdentity } from "#domain/provisioning/resource-type.ts";
import type { ContractTarget, DeliveredFields, TenantSession } from "#tests/contract-suite/contract-target.ts";
import { describeContract } from "#tests/contract-suite/describe-contract.ts";
import { adminStatements } from "#tests/harness/mariadb-admin-statements.ts";
import { findMariadbBinaries, startMariadbServer } from "#tests/harness/mariadb-server.ts";
import { definition } from "./definition.ts";
import { externalNames } from "./external-names.ts";

/** URL of a user of yours that may do everything, to run the suite on its server instead of on one of its own. */
const ownUrl = process.env.CONTRACT_MARIADB_URL;

const missing =
  ownUrl === undefined && findMariadbBinaries() === null
    ? "there is no mariadbd on this machine, and CONTRACT_MARIADB_URL is not set"
    : null;

describeContract(definition, {
  variant: "admin has the runbook's rights only",
  missing,
  open: () => openTarget("least privilege"),
});
describeContract(definition, {
  variant: "users by mysql_native_password, admin may do everything",
  parts: ["life"],
  missing,
  open: () => openTarget("all rights"),
});

async function openTarget(kind: "all rights" | "least privilege"): Promise<ContractTarget> {
  const started = ownUrl === undefined ? await startMariadbServer() : null;
  const rootUrl = new URL(started?.url ?? ownUrl ?? "");
  const upstream = { host: rootUrl.hostname, port: Number(rootUrl.port || 3306) };
  const root = await createConnection({
    ...upstream,
    user: decodeURIComponent(rootUrl.username),
    password: decodeURIComponent(rootUrl.password),
    connectTimeout: 10_000,
  });
  const adminUrl = kind === "all rights" ? rootUrl : await makeAdmin(root, rootUrl);
  const [row] = await root.query<{ version: string }[]>("SELECT VERSION() AS version");
  return {
    label: `a real MariaDB ${/^[\d.]+/.exec(row?.version ?? "")?.[0]}, admin: ${kind}`,
    upstream,
    openBackend: (port = upstream.port) => {
      const url = new URL(adminUrl);
      url.port = String(port);
      const authentication = kind === "all rights" ? "mysql_native_password" : "auto";
      const settings = { host: url.hostname, port, authentication, isolation: "strict" };
      return { name: "contract", adminSecret: Secret.fromText(url.href), settings };
    },
    listObjects: () => listObjects(root),
    expectedObjects,
    connect,
    refusal: /no: 1045|no: 4151/,
    plantForeign: (step, resource) => plantForeign(root, step, resource),
    removeByHand: (resource) => removeByHand(root, resource),
    close: async () => {
      if (kind === "least privilege") await root.query(`DROP USER '${adminUrl.username}'@'%'`);
      if (ownUrl !== undefined) await root.query("DROP DATABASE IF EXISTS lk_registry");
      await root.end();
      await started?.remove();
    },
  };
}

async function makeAdmin(root: Connection, rootUrl: URL): Promise<URL> {
  const url = new URL(rootUrl);
  url.username = `admin_${randomBytes(4).toString("hex")}`;
  url.password = randomBytes(12).toString("hex");
  for (const statement of await adminStatements(url.username, url.password)) await root.query(statement);
  return url;
}

async function listObjects(root: Connection): Promise<string[]> {
  const lines = async (sql: string) => (await root.query<{ line: string }[]>(sql)).map(({ line }) => line);
  const hasRegistry = (
    await lines("SELECT 'x' AS line FROM information_schema.TABLES WHERE TABLE_SCHEMA = 'lk_registry'")
  ).length;
  return [
    ...(await lines("SELECT CONCAT('user ', User, '@', Host) AS line FROM mysql.global_priv")),
    ...(await lines("SELECT CONCAT('rights of ', User, ' on ', Db) AS line FROM mysql.db")),
    ...(await lines(
      `SELECT CONCAT('database ', SCHEMA_NAME, ' ', SCHEMA_COMMENT) AS line FROM information_schema.SCHEMATA
        WHERE SCHEMA_NAME <> 'lk_registry'`,
    )),
    ...(await lines(
      `SELECT CONCAT('table ', TABLE_SCHEMA, '.', TABLE_NAME) AS line FROM information_schema.TABLES
        WHERE TABLE_SCHEMA NOT IN ('information_schema', 'performance_schema', 'lk_registry')`,
    )),
    ...(hasRegistry === 0
      ? []
      : await lines("SELECT CONCAT('entry ', kind, ' ', name, ' ', resource_id) AS line FROM lk_registry.owned")),
  ];
}

function expectedObjects(resource: ResourceIdentity): string[] {
  const { database, username, marker } = externalNames(resource);
  return [
    `database ${database} ${marker}`,
    `user ${username}@%`,
    `rights of ${username} on ${database.replaceAll("_", "\\_")}`,
    `entry database ${database} ${resource.resourceId}`,
    `entry user ${username} ${resource.resourceId}`,
  ];
}

async function connect(fields: DeliveredFields): Promise<TenantSession> {
  const client = await createConnection({
    host: String(fields.host),
    port: Number(fields.port),
    user: String(fields.username),
    password: String(fields.password),
    database: String(fields.database),
    connectTimeout: 10_000,
  });
  client.on("error", () => undefined);
  return {
    isAlive: () =>
      client.query("SELECT 1").then(
        () => true,
        () => false,
      ),
    close: () => client.end(),
  };
}

/** A user with the rights that ours would have must not help: the registry or the birthmark proves one to be ours. */
async function plantForeign(root: Connection, step: string, resource: ResourceIdentity): Promise<string[]> {
  const { database, username } = externalNames(resource);
  if (step === "create-database") {
    await root.query(`CREATE DATABASE \`${database}\` COMMENT 'somebody else'`);
    return [`database ${database} somebody else`];
  }
  await root.query(`CREATE USER '${username}'@'%' IDENTIFIED BY 'foreign'`);
  return [`user ${username}@%`];
}

async function removeByHand(root: Connection, resource: ResourceIdentity): Promise<void> {
  const { database, username } = externalNames(resource);
  await root.query(`DROP DATABASE IF EXISTS \`${database}\``);
  await root.query(`DROP USER IF EXISTS '${username}'@'%'`);
}
