import { readFileSync } from "node:fs";
import { connect as connectSocket, isIP, type Socket } from "node:net";
import { checkServerIdentity, getCACertificates, type ConnectionOptions, type PeerCertificate } from "node:tls";
import { createConnection, type ConnectionConfig } from "mariadb";
import type { TlsMode } from "./backend-settings.ts";
import { mapMariadbError } from "./map-mariadb-error.ts";

/** One connection that somebody has logged in over. It never reconnects: with it ends whatever it stands for. */
export interface Connection {
  /** The server's number of this connection. */
  readonly id: number;
  /** Runs one statement; values are bound, never written into it. */
  rows<T>(sql: string, values?: readonly (string | number | readonly string[])[]): Promise<readonly T[]>;
  close(): void;
}

/** Who logs in where. */
export interface Login {
  readonly host: string;
  readonly port: number;
  readonly tls: TlsMode;
  readonly sslRootCertFile?: string | undefined;
  readonly username: string;
  readonly password: string;
  readonly database?: string;
  /** Session variables that are set at once. */
  readonly variables?: Readonly<Record<string, string | number>>;
}

/** The client's types leave out two options that it has. */
type Config = ConnectionConfig & { readonly restrictedAuth: readonly string[]; readonly permitRedirect: boolean };

/**
 * Logs in; an abort closes the connection at once, whatever it waits for.
 *
 * Never sends a password in clear, whatever the server asks for, and no file. What the server answers is thrown as the
 * client gives it, so that a caller can tell a refusal; `rows` maps what it throws.
 * @throws the client's error, or the signal's reason
 */
export async function connect(login: Login, signal: AbortSignal): Promise<Connection> {
  signal.throwIfAborted();
  const { promise: aborted, reject } = Promise.withResolvers<never>();
  aborted.catch(() => undefined);
  let socket: Socket | undefined;
  const close = () => {
    signal.removeEventListener("abort", onAbort);
    socket?.destroy();
  };
  const onAbort = () => {
    reject(signal.reason);
    close();
  };
  signal.addEventListener("abort", onAbort, { once: true });
  const open = () => (socket = connectSocket({ host: login.host, port: login.port, noDelay: true, keepAlive: true }));
  try {
    const opening = createConnection(configOf(login, open));
    opening.catch(() => undefined);
    const client = await Promise.race([opening, aborted]);
    // A server that ends the connection between two statements is noticed by the next one.
    client.on("error", () => undefined);
    return {
      id: client.threadId ?? 0,
      rows: async <T>(sql: string, values: readonly (string | number | readonly string[])[] = []) => {
        try {
          signal.throwIfAborted();
          const answer: unknown = await Promise.race([client.query<unknown>(sql, [...values]), aborted]);
          return (Array.isArray(answer) ? answer : []) as readonly T[];
        } catch (error) {
          throw mapMariadbError(error, signal);
        }
      },
      close,
    };
  } catch (error) {
    close();
    throw error;
  }
}

function configOf(login: Login, open: () => Socket): Config {
  const { host, port, username, password, database, variables = {} } = login;
  return {
    host,
    port,
    user: username,
    password,
    ...(database === undefined ? {} : { database }),
    // Our own socket, so that an abort ends it at once; the client's way would first log in again to end the statement.
    stream: (ready) => {
      ready(undefined, open());
    },
    ssl: tlsOptions(login),
    restrictedAuth: ["mysql_native_password", "client_ed25519", "parsec"],
    connectTimeout: 5_000,
    multipleStatements: false,
    permitLocalInfile: false,
    permitRedirect: false,
    logParam: false,
    autoJsonMap: false,
    dateStrings: true,
    insertIdAsNumber: true,
    bigIntAsNumber: true,
    decimalAsNumber: true,
    sessionVariables: { ...variables },
  };
}

function tlsOptions({ tls, host, sslRootCertFile }: Login): ConnectionOptions | false {
  if (tls === "disable") return false;
  const servername = isIP(host) === 0 ? host : undefined;
  if (tls === "require") return { rejectUnauthorized: false, ...(servername === undefined ? {} : { servername }) };
  return {
    // Named even where they are the usual ones: without any, the client would take a certificate that signs itself.
    ca: sslRootCertFile === undefined ? getCACertificates("default") : readFileSync(sslRootCertFile, "utf8"),
    rejectUnauthorized: true,
    ...(servername === undefined ? {} : { servername }),
    checkServerIdentity: (_name: string, certificate: PeerCertificate) => checkServerIdentity(host, certificate),
  };
}
