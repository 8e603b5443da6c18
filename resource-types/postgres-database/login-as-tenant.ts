import type { EventEmitter } from "node:events";
import { readFileSync } from "node:fs";
import type { Socket } from "node:net";
import pg from "pg";
import type { Secret } from "#domain/credentials/secret.ts";
import { AppError } from "#domain/errors/app-error.ts";
import type { PostgresBackendSettings } from "./backend-settings.ts";
import { mapPostgresError, readError } from "./map-postgres-error.ts";
import { connectMsMax } from "./connect-limit.ts";

/** Who logs in where, over the host and port that tenants use. */
export interface TenantLogin {
  readonly settings: PostgresBackendSettings;
  readonly database: string;
  readonly username: string;
  /** A throw-away probe password: the driver takes text only, so a delivered one never comes here. */
  readonly password: Secret;
  readonly signal: AbortSignal;
}

/** What the server answered to a login. */
export interface LoginAnswer {
  /** The server asked for SCRAM-SHA-256; false where `trust` or another method lets logins in. */
  readonly scram: boolean;
  /** The password was right, whatever came afterwards. */
  readonly authenticated: boolean;
  readonly connected: boolean;
  /** SQLSTATE of the refusal, e.g. 28000 for a role that is not permitted to log in. */
  readonly sqlState: string | null;
}

/** The driver's event source, on which the steps of authentication are seen. */
interface ClientInternals {
  readonly connection: EventEmitter & { readonly stream: Socket };
}

/**
 * Logs in as a tenant would, runs `work` when let in, and closes the session.
 *
 * Gives the server's answer, also when it is a refusal; sends no password to a server that asks for it in clear.
 * @throws backend_unavailable when there is no answer, aborted, and what `work` throws
 */
export async function loginAsTenant(
  login: TenantLogin,
  work: (client: pg.Client) => Promise<void> = async () => undefined,
): Promise<LoginAnswer> {
  const { settings, database, username, password, signal } = login;
  const client = new pg.Client({
    host: settings.host,
    port: settings.port,
    database,
    user: username,
    password: password.use((bytes) => bytes.toString("latin1")),
    ssl: tlsOptions(settings),
    application_name: "latchkey-probe",
    connectionTimeoutMillis: connectMsMax,
  });
  const seen = watchAuthentication(client);
  const { stream } = (client as unknown as ClientInternals).connection;
  const onAbort = () => stream.destroy();
  signal.addEventListener("abort", onAbort, { once: true });
  client.on("error", () => undefined);
  try {
    signal.throwIfAborted();
    await client.connect();
  } catch (error) {
    signal.removeEventListener("abort", onAbort);
    return { ...seen, connected: false, sqlState: refusalOf(error, signal) };
  }
  try {
    await work(client);
    return { ...seen, connected: true, sqlState: null };
  } catch (error) {
    throw mapPostgresError(error, signal);
  } finally {
    await client.end().catch(() => undefined);
    signal.removeEventListener("abort", onAbort);
  }
}

function watchAuthentication(client: pg.Client): { scram: boolean; authenticated: boolean } {
  const seen = { scram: false, authenticated: false };
  const { connection } = client as unknown as ClientInternals;
  connection.once("authenticationSASL", () => (seen.scram = true));
  connection.once("authenticationOk", () => (seen.authenticated = true));
  for (const weak of ["authenticationCleartextPassword", "authenticationMD5Password"]) {
    connection.once(weak, () => {
      const text = "The database server asks for passwords without SCRAM. Set scram-sha-256 in its pg_hba.conf.";
      connection.emit("error", new AppError("backend_refused", text));
      connection.stream.destroy();
    });
  }
  return seen;
}

function refusalOf(error: unknown, signal: AbortSignal): string {
  const { code } = readError(error);
  if (error instanceof pg.DatabaseError && code !== undefined) return code;
  throw mapPostgresError(error, signal);
}

function tlsOptions(settings: PostgresBackendSettings): pg.ClientConfig["ssl"] {
  if (settings.sslmode === "disable") return false;
  if (settings.sslmode === "require") return { rejectUnauthorized: false };
  const file = settings.sslRootCertFile;
  return file === undefined ? true : { ca: readFileSync(file, "utf8") };
}
