import { Redis } from "ioredis";
import { Secret } from "#domain/credentials/secret.ts";
import type { BackendConnection, ResourceIdentity, ResourceType } from "#domain/provisioning/resource-type.ts";
import { newResource, openCall, type Call } from "#tests/contract-suite/open-call.ts";
import type { DeliveredFields } from "#tests/contract-suite/contract-target.ts";

/** A cache on a server, seen from its tenant and from its provisioner. */
export interface RedisTenant extends Call {
  /** What was delivered last. */
  readonly fields: DeliveredFields;
  readonly keyPrefix: string;
  /** Applies the step and verifies. */
  build(): Promise<void>;
  /** Logs in with what was delivered last; keys get no prefix by themselves. */
  login(): Promise<Redis>;
}

/** Prepares a cache of `type` with parameters of its own on the server of `adminUrl`; nothing is built yet. */
export function redisTenant(
  type: ResourceType,
  adminUrl: string,
  {
    parameters = {},
    resource = newResource(),
    settings = {},
  }: { parameters?: Record<string, unknown>; resource?: ResourceIdentity; settings?: Record<string, unknown> } = {},
): RedisTenant {
  const openBackend = () => openRedisBackend(adminUrl, settings);
  const call = openCall({ openBackend }, type.parameters.parse(parameters), resource);
  const last = () => call.delivered.at(-1) ?? {};
  return {
    ...call,
    get fields() {
      return last();
    },
    get keyPrefix() {
      return String(last().keyPrefix);
    },
    build: async () => {
      await type.apply("create-user", call.context());
      await type.verify(call.context());
    },
    login: () => loginToRedis(last()),
  };
}

/** Opens a connection with delivered fields; it does not come back by itself. */
export async function loginToRedis(fields: DeliveredFields): Promise<Redis> {
  const client = new Redis({
    host: String(fields.host),
    port: Number(fields.port),
    username: String(fields.username),
    password: String(fields.password),
    lazyConnect: true,
    enableReadyCheck: false,
    retryStrategy: () => null,
  });
  let reason: unknown;
  client.on("error", (error: unknown) => (reason = error));
  await client.connect().catch((error: unknown) => Promise.reject(reason ?? error));
  return client;
}

/** A back end for the server of `adminUrl`, with settings on top of the usual ones. */
function openRedisBackend(adminUrl: string, settings: Record<string, unknown> = {}): BackendConnection {
  const { hostname, port } = new URL(adminUrl);
  return {
    name: "test",
    adminSecret: Secret.fromText(adminUrl),
    settings: { host: hostname, port: Number(port), ...settings },
  };
}
