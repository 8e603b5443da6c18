import type { BackendContext, ProvisionContext } from "#domain/provisioning/resource-type.ts";
import { readBackendSettings } from "../backend-settings.ts";
import { connect, type Connection } from "../connect.ts";
import { mapMariadbError } from "../map-mariadb-error.ts";
import { readAdminUrl } from "./admin-url.ts";
import { readServerFacts, type ServerFacts } from "./server-facts.ts";

/** What a call on one resource needs to know of its context. */
export type CallContext = Pick<ProvisionContext<unknown>, "resource" | "backend" | "signal" | "assertFence">;

/** A connection of the admin that one call has to itself. */
export interface AdminSession extends Connection {
  readonly facts: ServerFacts;
}

/** Nobody's lock is waited for longer than this, so that a tenant cannot hold the worker up. */
const lockWaitSeconds = 5;

const variables = {
  // Whatever the server's default is, statements here mean what they say.
  sql_mode: "STRICT_ALL_TABLES,NO_ENGINE_SUBSTITUTION",
  lock_wait_timeout: lockWaitSeconds,
  innodb_lock_wait_timeout: lockWaitSeconds,
  max_statement_time: 0,
  autocommit: 1,
};

/**
 * Runs `work` with a connection of the admin; an abort closes it at once.
 *
 * @throws backend_unavailable, backend_refused, aborted, and what `work` throws
 */
export async function withAdminSession<T>(
  ctx: BackendContext,
  work: (session: AdminSession) => Promise<T>,
): Promise<T> {
  const settings = readBackendSettings(ctx.backend);
  const { tls, sslRootCertFile } = settings;
  const login = { ...readAdminUrl(ctx.backend), tls, sslRootCertFile, variables };
  let connection: Connection | undefined;
  try {
    connection = await connect(login, ctx.signal);
    return await work({ ...connection, facts: await readServerFacts(connection, settings) });
  } catch (error) {
    throw mapMariadbError(error, ctx.signal);
  } finally {
    connection?.close();
  }
}
