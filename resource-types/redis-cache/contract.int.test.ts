import { randomBytes } from "node:crypto";
import { Redis } from "ioredis";
import { Secret } from "#domain/credentials/secret.ts";
import type { ResourceIdentity } from "#domain/provisioning/resource-type.ts";
import type { ContractTarget, DeliveredFields, TenantSession } from "#tests/contract-suite/contract-target.ts";
import { describeContract } from "#tests/contract-suite/describe-contract.ts";
import { findRedisBinary, startRedisServer } from "#tests/harness/redis-server.ts";
import { adminRules } from "#tests/harness/redis-admin-rules.ts";
import { definition } from "./definition.ts";
import { externalNames } from "./external-names.ts";

/** URL of a user of yours that may do everything, to run the suite on its server instead of on one of its own. */
const ownUrl = process.env.CONTRACT_REDIS_URL;

const missing =
  ownUrl === undefined && findRedisBinary() === null
    ? "there is no redis-server or valkey-server on this machine, and CONTRACT_REDIS_URL is not set"
    : null;

describeContract(definition, {
  variant: "admin has the runbook's rights only",
  missing,
  open: () => openTarget("least privilege"),
});
describeContract(definition, {
  variant: "admin may do everything",
  parts: ["life"],
  missing,
  open: () => openTarget("all rights"),
});

async function openTarget(kind: "all rights" | "least privilege"): Promise<ContractTarget> {
  const started = ownUrl === undefined ? await startRedisServer({ maxmemory: "256mb" }) : null;
  const rootUrl = new URL(started?.url ?? ownUrl ?? "");
  const root = new Redis(rootUrl.href, { retryStrategy: () => null });
  const adminUrl = kind === "all rights" ? rootUrl : await makeAdmin(root, rootUrl);
  const info = await root.info("server");
  const version = /^valkey_version:(\S+)/m.exec(info)?.[1];
  const label = version === undefined ? `Redis ${/^redis_version:(\S+)/m.exec(info)?.[1]}` : `Valkey ${version}`;
  const upstream = { host: rootUrl.hostname, port: Number(rootUrl.port) };
  return {
    label: `a real ${label}, admin: ${kind}`,
    upstream,
    openBackend: (port = upstream.port) => {
      const url = new URL(adminUrl);
      url.port = String(port);
      const settings = { host: url.hostname, port, maxmemory: "strict" };
      return { name: "contract", adminSecret: Secret.fromText(url.href), settings };
    },
    listObjects: () => listObjects(root),
    expectedObjects,
    connect,
    refusal: /WRONGPASS/,
    plantForeign: (_step, resource) => plantForeign(root, resource),
    removeByHand: (resource) => removeByHand(root, resource),
    close: async () => {
      if (kind === "least privilege") await root.call("ACL", "DELUSER", adminUrl.username);
      root.disconnect();
      await started?.remove();
    },
  };
}

async function makeAdmin(root: Redis, rootUrl: URL): Promise<URL> {
  const url = new URL(rootUrl);
  url.username = `admin_${randomBytes(4).toString("hex")}`;
  url.password = randomBytes(12).toString("hex");
  await root.call("ACL", "SETUSER", url.username, "on", `>${url.password}`, ...(await adminRules()));
  return url;
}

/** Whether a user is on, and with which password, is not what it is: revoking leaves the object. */
async function listObjects(root: Redis): Promise<string[]> {
  const users = (await root.call("ACL", "LIST")) as string[];
  const keys = (await root.keysBuffer("*")).map((key) => `key ${key.toString("latin1")}`);
  const scripts = (await root.call("FUNCTION", "LIST")) as unknown[];
  return [...users.map(withoutPassword), ...keys, ...scripts.map(() => "function")];
}

function withoutPassword(line: string): string {
  const words = line.split(" ").filter((word) => !/^(on|off|sanitize-payload|#.*|[+-].*)$/.test(word));
  // The commands are what the isolation test is about; their order differs between versions.
  return words.join(" ").replace(/ (resetchannels -@all)?\)$/, "");
}

function expectedObjects(resource: ResourceIdentity): string[] {
  const { username, keyPrefix, marker } = externalNames(resource);
  return [`user ${username} ~${keyPrefix}* resetchannels &${keyPrefix}* (~${marker} resetchannels`];
}

async function connect(fields: DeliveredFields): Promise<TenantSession> {
  const client = new Redis({
    host: String(fields.host),
    port: Number(fields.port),
    username: String(fields.username),
    password: String(fields.password),
    keyPrefix: String(fields.keyPrefix),
    lazyConnect: true,
    enableReadyCheck: false,
    retryStrategy: () => null,
  });
  let refusal: unknown;
  client.on("error", (error: unknown) => (refusal = error));
  await client.connect().catch((error: unknown) => Promise.reject(refusal ?? error));
  await client.set("contract", "1");
  return {
    isAlive: () =>
      client.get("contract").then(
        () => true,
        () => false,
      ),
    close: async () => {
      await client.del("contract");
      client.disconnect();
    },
  };
}

/** A user that can do what ours could must not help: it is the marker that proves one to be ours. */
async function plantForeign(root: Redis, resource: ResourceIdentity): Promise<string[]> {
  const { username, keyPrefix } = externalNames(resource);
  await root.call("ACL", "SETUSER", username, `~${keyPrefix}*`, "resetchannels", `&${keyPrefix}*`, "+get");
  return [`user ${username} ~${keyPrefix}* resetchannels &${keyPrefix}*`];
}

async function removeByHand(root: Redis, resource: ResourceIdentity): Promise<void> {
  const { username, keyPrefix } = externalNames(resource);
  await root.call("ACL", "DELUSER", username);
  for (const key of await root.keysBuffer(`${keyPrefix}*`)) await root.del(key);
}
