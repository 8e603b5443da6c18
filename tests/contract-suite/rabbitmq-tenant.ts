import { Connection } from "rabbitmq-client";
import { Secret } from "#domain/credentials/secret.ts";
import type { ResourceIdentity, ResourceType } from "#domain/provisioning/resource-type.ts";
import type { DeliveredFields } from "#tests/contract-suite/contract-target.ts";
import { newResource, openCall, type Call } from "#tests/contract-suite/open-call.ts";
import { perform, provisionActs } from "#tests/contract-suite/perform.ts";
import type { RabbitmqServer } from "#tests/harness/rabbitmq-server.ts";

/** A virtual host on a broker, seen from its tenant and from its provisioner. */
export interface RabbitmqTenant extends Call {
  /** What was delivered last. */
  readonly fields: DeliveredFields;
  /** Applies all steps and verifies. */
  build(): Promise<void>;
  /** Enters a virtual host with what was delivered last: its own unless another is named. */
  login(options?: { readonly vhost?: string; readonly connectionName?: string }): Promise<Connection>;
}

/** Prepares a virtual host of `type` with parameters of its own on the broker; nothing is built yet. */
export function rabbitmqTenant(
  type: ResourceType,
  { url, amqpPort }: Pick<RabbitmqServer, "url"> & { readonly amqpPort?: number },
  {
    parameters = {},
    resource = newResource(),
    settings = {},
  }: { parameters?: Record<string, unknown>; resource?: ResourceIdentity; settings?: Record<string, unknown> } = {},
): RabbitmqTenant {
  const parsed = type.parameters.parse(parameters);
  const place = { host: "127.0.0.1", ...(amqpPort === undefined ? {} : { amqpPort }), ...settings };
  const openBackend = () => ({ name: "test", adminSecret: Secret.fromText(url), settings: place });
  const call = openCall({ openBackend }, parsed, resource);
  const last = () => call.delivered.at(-1) ?? {};
  return {
    ...call,
    get fields() {
      return last();
    },
    build: async () => {
      for (const act of provisionActs(type, resource, parsed)) await perform(type, act, call.context());
    },
    login: (options = {}) => loginToRabbitmq(last(), options),
  };
}

/** Opens a connection with delivered fields; it does not come back by itself. */
export async function loginToRabbitmq(
  fields: DeliveredFields,
  { vhost, connectionName = "tenant" }: { readonly vhost?: string; readonly connectionName?: string } = {},
): Promise<Connection> {
  const client = new Connection({
    hostname: String(fields.host),
    port: Number(fields.port),
    username: String(fields.username),
    password: String(fields.password),
    vhost: vhost ?? String(fields.vhost),
    connectionName,
    noDelay: true,
  });
  const { promise, resolve, reject } = Promise.withResolvers<Connection>();
  client.on("connection", () => resolve(client));
  client.on("error", (error: unknown) => {
    client.unsafeDestroy();
    reject(error);
  });
  return promise;
}
