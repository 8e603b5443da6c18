import type { Secret } from "#domain/credentials/secret.ts";
import type { MariadbBackendSettings } from "./backend-settings.ts";
import { connect, type Connection } from "./connect.ts";
import { mapMariadbError, serverErrorNumber } from "./map-mariadb-error.ts";

/** Who logs in where, over the host and port that tenants use. */
export interface TenantLogin {
  readonly settings: MariadbBackendSettings;
  /** Null: none at first, so that the answer is about the user alone. */
  readonly database: string | null;
  readonly username: string;
  /** A throw-away probe password: the client takes text only, so a delivered one never comes here. */
  readonly password: Secret;
  readonly signal: AbortSignal;
}

/** What the server answered to a login. */
export interface LoginAnswer {
  readonly connected: boolean;
  /** Number of the refusal: 4151 for the right password of a locked user, 1045 for a wrong one or no such user. */
  readonly errno: number | null;
}

/** Refusals of one user, as opposed to a server that cannot let anybody in. */
const refusals: ReadonlySet<number> = new Set([1044, 1045, 1049, 1226, 1698, 1862, 4151]);

/**
 * Logs in as a tenant would, runs `work` when let in, and closes the connection.
 *
 * Gives the server's answer, also when it is a refusal.
 * @throws backend_unavailable when there is no answer, aborted, and what `work` throws
 */
export async function loginAsTenant(
  { settings, database, username, password, signal }: TenantLogin,
  work: (connection: Connection) => Promise<void> = async () => undefined,
): Promise<LoginAnswer> {
  const { host, port, tls, sslRootCertFile } = settings;
  const text = password.use((bytes) => bytes.toString("latin1"));
  const login = { host, port, tls, sslRootCertFile, username, password: text };
  let connection: Connection;
  try {
    connection = await connect(database === null ? login : { ...login, database }, signal);
  } catch (error) {
    const errno = serverErrorNumber(error);
    if (errno === undefined || signal.aborted || !refusals.has(errno)) throw mapMariadbError(error, signal);
    return { connected: false, errno };
  }
  try {
    await work(connection);
    return { connected: true, errno: null };
  } finally {
    connection.close();
  }
}
