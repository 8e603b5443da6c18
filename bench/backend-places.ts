import { randomBytes } from "node:crypto";
import { Redis } from "ioredis";
import { createConnection } from "mariadb";
import pg from "pg";
import { Connection } from "rabbitmq-client";
import { makeRawDatabase } from "#bench/raw-postgres.ts";
import { Secret } from "#domain/credentials/secret.ts";
import type { BackendConnection } from "#domain/provisioning/resource-type.ts";
import { startAuthorityProcess } from "#tests/harness/authority.ts";
import { askRabbitmq } from "#tests/harness/ask-rabbitmq.ts";
import { findMariadbBinaries, startMariadbServer } from "#tests/harness/mariadb-server.ts";
import { findRabbitmqScript, startRabbitmqServer } from "#tests/harness/rabbitmq-server.ts";
import { findRedisBinary, startRedisServer } from "#tests/harness/redis-server.ts";
import { startOwnCluster } from "#tests/harness/start-clusters.ts";

/** A real back end, and the calls that make on it by hand what the type makes, a login with a throw-away password included. */
export interface BackendPlace extends AsyncDisposable {
  readonly typeId: string;
  readonly parameters: Record<string, unknown>;
  openBackend(): BackendConnection;
  makeRaw(): Promise<void>;
}

const newName = () => `raw_${randomBytes(6).toString("hex")}`;
const newPassword = () => randomBytes(24).toString("base64url");

/** Starts every back end that this machine can; the names of the others are given with why. */
export function backendPlaces(): readonly { readonly typeId: string; open: (() => Promise<BackendPlace>) | null }[] {
  return [
    { typeId: "postgres-database", open: openPostgres },
    { typeId: "redis-cache", open: findRedisBinary() === null ? null : openRedis },
    { typeId: "mariadb-database", open: findMariadbBinaries() === null ? null : openMariadb },
    { typeId: "rabbitmq-vhost", open: findRabbitmqScript() === null ? null : openRabbitmq },
    { typeId: "tls-certificate", open: openAuthority },
    { typeId: "kubernetes-namespace", open: null },
  ];
}

function describeBackend(adminUrl: string, settings: Record<string, unknown>): BackendConnection {
  return { name: "bench", adminSecret: Secret.fromText(adminUrl), settings };
}

async function openPostgres(): Promise<BackendPlace> {
  const cluster = await startOwnCluster("target");
  const { hostname: host, port } = new URL(cluster.adminUrl);
  const admin = new pg.Client({ connectionString: cluster.adminUrl });
  await admin.connect();
  return {
    typeId: "postgres-database",
    parameters: {},
    openBackend: () => describeBackend(cluster.adminUrl, { host, port: Number(port), sslmode: "disable" }),
    makeRaw: async () => void (await makeRawDatabase(admin, cluster.adminUrl)),
    async [Symbol.asyncDispose]() {
      await admin.end();
      await cluster[Symbol.asyncDispose]();
    },
  };
}

async function openRedis(): Promise<BackendPlace> {
  const server = await startRedisServer({ maxmemory: "256mb" });
  const admin = new Redis(server.url);
  const rules = (name: string, password: string) => [
    "on",
    `>${password}`,
    `~${name}:*`,
    `&${name}:*`,
    "+@all",
    "-@dangerous",
  ];
  return {
    typeId: "redis-cache",
    parameters: {},
    openBackend: () => describeBackend(server.url, { host: "127.0.0.1", port: server.port, maxmemory: "strict" }),
    async makeRaw() {
      const [name, probe] = [newName(), newPassword()];
      await admin.call("ACL", "SETUSER", name, "reset", ...rules(name, probe));
      const tenant = new Redis({
        port: server.port,
        username: name,
        password: probe,
        lazyConnect: true,
        enableReadyCheck: false,
      });
      await tenant.connect();
      await tenant.set(`${name}:probe`, "1");
      await tenant.del(`${name}:probe`);
      tenant.disconnect();
      await admin.call("ACL", "SETUSER", name, "resetpass", `>${newPassword()}`);
      await admin.call("ACL", "SAVE");
    },
    async [Symbol.asyncDispose]() {
      admin.disconnect();
      await server.remove();
    },
  };
}

async function openMariadb(): Promise<BackendPlace> {
  const server = await startMariadbServer();
  const admin = await server.connect();
  return {
    typeId: "mariadb-database",
    parameters: {},
    openBackend: () => describeBackend(server.url, { host: "127.0.0.1", port: server.port }),
    async makeRaw() {
      const [name, probe] = [newName(), newPassword()];
      await admin.query(`CREATE DATABASE ${name} CHARACTER SET utf8mb4`);
      await admin.query(`CREATE USER ${name} IDENTIFIED BY '${probe}' WITH MAX_USER_CONNECTIONS 10`);
      await admin.query(`GRANT ALL ON ${name.replaceAll("_", "\\_").replace(/^/, "`").concat("`")}.* TO ${name}`);
      const tenant = await createConnection({
        host: "127.0.0.1",
        port: server.port,
        user: name,
        password: probe,
        database: name,
      });
      await tenant.query("CREATE TABLE probe (id int)");
      await tenant.query("DROP TABLE probe");
      await tenant.end();
      await admin.query(`ALTER USER ${name} IDENTIFIED BY '${newPassword()}'`);
    },
    async [Symbol.asyncDispose]() {
      await admin.end();
      await server.remove();
    },
  };
}

async function openRabbitmq(): Promise<BackendPlace> {
  const server = await startRabbitmqServer();
  const ask = (method: string, path: string, body: object) => askRabbitmq(server.url, path, { method, body });
  return {
    typeId: "rabbitmq-vhost",
    parameters: {},
    openBackend: () => describeBackend(server.url, { host: "127.0.0.1", amqpPort: server.amqpPort }),
    async makeRaw() {
      const [name, password] = [newName(), newPassword()];
      await ask("PUT", `/vhosts/${name}`, { description: "raw" });
      await ask("PUT", `/users/${name}`, { password, tags: "" });
      await ask("PUT", `/permissions/${name}/${name}`, { configure: ".*", write: ".*", read: ".*" });
      await ask("PUT", `/user-limits/${name}/max-connections`, { value: 20 });
      const tenant = new Connection({
        hostname: "127.0.0.1",
        port: server.amqpPort,
        vhost: name,
        username: name,
        password,
      });
      await tenant.queueDeclare({ queue: "probe", exclusive: true });
      await tenant.close();
      await ask("PUT", `/users/${name}`, { password: newPassword(), tags: "" });
    },
    [Symbol.asyncDispose]: () => server.remove(),
  };
}

async function openAuthority(): Promise<BackendPlace> {
  const authority = await startAuthorityProcess();
  const dnsNames = ["orders.payments.test"];
  const { buildCsr } = await import("#resource-types/tls-certificate/x509/build-csr.ts");
  const { makeKey } = await import("#resource-types/tls-certificate/make-key.ts");
  const call = async (method: string, path: string, body: object) => {
    const headers = { authorization: `Bearer ${authority.token}` };
    const url = `http://127.0.0.1:${authority.port}${path}`;
    const answer = await fetch(url, { method, headers, body: JSON.stringify(body) });
    if (!answer.ok) throw new Error(`The authority answered ${answer.status}: ${await answer.text()}`);
    return (await answer.json()) as { serial: string; revision: number };
  };
  return {
    typeId: "tls-certificate",
    parameters: { dnsNames, key: "server-made" },
    openBackend: () => describeBackend(authority.adminUrl, {}),
    async makeRaw() {
      const [name, resourceId] = [newName().replace("_", "-"), newName()];
      let { revision } = await call("PUT", `/v1/enrolments/${name}`, { resourceId, dnsNames });
      for (const isProbe of [true, false]) {
        const order = {
          resourceId,
          csr: buildCsr(makeKey("ecdsa-p256").key),
          notAfter: new Date(Date.now() + 3_600_000),
          isProbe,
        };
        const issued = await call("POST", `/v1/enrolments/${name}/certificates`, {
          ...order,
          revision,
          order: crypto.randomUUID(),
        });
        revision = issued.revision;
        if (!isProbe) continue;
        ({ revision } = await call("POST", `/v1/certificates/${issued.serial}/revoke`, {
          resourceId,
          reason: "superseded",
        }));
      }
    },
    [Symbol.asyncDispose]: () => authority[Symbol.asyncDispose](),
  };
}
