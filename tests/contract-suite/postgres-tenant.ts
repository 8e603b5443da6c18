import pg from "pg";
import { Secret } from "#domain/credentials/secret.ts";
import type { BackendConnection, ProvisionContext, ResourceIdentity } from "#domain/provisioning/resource-type.ts";
import { definition } from "#resource-types/postgres-database/definition.ts";
import { externalNames, type ExternalNames } from "#resource-types/postgres-database/external-names.ts";
import type { PostgresParameters } from "#resource-types/postgres-database/parameters.ts";
import { newResource, openCall, type Call } from "#tests/contract-suite/open-call.ts";

/** A database on a cluster, seen from its tenant and from its provisioner. */
export interface PostgresTenant {
  readonly call: Call;
  readonly names: ExternalNames;
  context(overrides?: Partial<ProvisionContext<PostgresParameters>>): ProvisionContext<PostgresParameters>;
  /** Applies both steps and verifies. */
  build(): Promise<void>;
  /** Logs in with what was delivered last, into the tenant's own database unless told otherwise. */
  login(database?: string): Promise<pg.Client>;
  /** SQLSTATE with which a login or a statement of the tenant is refused. */
  refusal(work: Promise<unknown>): Promise<string | undefined>;
}

/** Prepares a tenant with parameters of its own on the cluster of `adminUrl`; nothing is built yet. */
export function postgresTenant(
  adminUrl: string,
  parameters: Partial<PostgresParameters> = {},
  resource: ResourceIdentity = newResource(),
): PostgresTenant {
  const parsed = definition.parameters.parse(parameters);
  const call = openCall({ openBackend: () => openPostgresBackend(adminUrl) }, parsed, resource);
  const context = (overrides = {}) => ({ ...call.context(), parameters: parsed, ...overrides });
  return {
    call,
    names: externalNames(resource),
    context,
    build: async () => {
      await definition.apply("create-roles", context());
      await definition.apply("create-database", context());
      await definition.verify(context());
    },
    login: async (database) => {
      const fields = call.delivered.at(-1) ?? {};
      const client = new pg.Client({
        host: String(fields.host),
        port: Number(fields.port),
        database: database ?? String(fields.database),
        user: String(fields.username),
        password: String(fields.password),
      });
      client.on("error", () => undefined);
      await client.connect();
      return client;
    },
    refusal: (work) =>
      work.then(
        () => undefined,
        (error: unknown) => (error as { code?: string }).code ?? String(error),
      ),
  };
}

/** A back end for the cluster of `adminUrl`, with settings on top of the usual ones. */
export function openPostgresBackend(adminUrl: string, settings: Record<string, unknown> = {}): BackendConnection {
  const { hostname, port } = new URL(adminUrl);
  const usual = { host: hostname, port: Number(port), sslmode: "disable" };
  return { name: "test", adminSecret: Secret.fromText(adminUrl), settings: { ...usual, ...settings } };
}
