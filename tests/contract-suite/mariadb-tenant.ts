import { createConnection, type Connection } from "mariadb";
import { Secret } from "#domain/credentials/secret.ts";
import type { BackendConnection, ResourceIdentity, ResourceType } from "#domain/provisioning/resource-type.ts";
import type { DeliveredFields } from "#tests/contract-suite/contract-target.ts";
import { newResource, openCall, type Call } from "#tests/contract-suite/open-call.ts";

/** A database on a MariaDB server, seen from its tenant and from its provisioner. */
export interface MariadbTenant extends Call {
  /** What was delivered last. */
  readonly fields: DeliveredFields;
  readonly database: string;
  readonly username: string;
  /** Applies the steps and verifies. */
  build(): Promise<void>;
  /** Logs in with what was delivered last. */
  login(): Promise<Connection>;
}

/** Prepares a database of `type` with parameters of its own on the server of `adminUrl`; nothing is built yet. */
export function mariadbTenant(
  type: ResourceType,
  adminUrl: string,
  {
    parameters = {},
    resource = newResource(),
    settings = {},
  }: { parameters?: Record<string, unknown>; resource?: ResourceIdentity; settings?: Record<string, unknown> } = {},
): MariadbTenant {
  const call = openCall(
    { openBackend: () => openBackend(adminUrl, settings) },
    type.parameters.parse(parameters),
    resource,
  );
  const last = () => call.delivered.at(-1) ?? {};
  return {
    ...call,
    get fields() {
      return last();
    },
    get database() {
      return String(last().database);
    },
    get username() {
      return String(last().username);
    },
    build: async () => {
      for (const { name } of type.plan(resource, {}).steps) await type.apply(name, call.context());
      await type.verify(call.context());
    },
    login: () => loginToMariadb(last()),
  };
}

/** Opens a connection with delivered fields. */
export async function loginToMariadb(fields: DeliveredFields): Promise<Connection> {
  const client = await createConnection({
    host: String(fields.host),
    port: Number(fields.port),
    user: String(fields.username),
    password: String(fields.password),
    database: String(fields.database),
    connectTimeout: 10_000,
  });
  client.on("error", () => undefined);
  return client;
}

/** Number of the error with which the server refuses; null when it does not. */
export async function refusalOf(work: Promise<unknown>): Promise<number | null> {
  return work.then(
    () => null,
    (error: { errno?: number }) => error.errno ?? -1,
  );
}

function openBackend(adminUrl: string, settings: Record<string, unknown>): BackendConnection {
  const { hostname, port } = new URL(adminUrl);
  return {
    name: "test",
    adminSecret: Secret.fromText(adminUrl),
    settings: { host: hostname, port: Number(port), ...settings },
  };
}
