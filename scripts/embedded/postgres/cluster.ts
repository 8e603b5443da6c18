import type { PostgresBinaries } from "#scripts/embedded/postgres/binaries.ts";
import type { DatabaseUser } from "#scripts/embedded/postgres/database-user.ts";

/**
 * One database cluster on disk: `directory` (0700 of the database user) holds `data/` and `server.log`, and `socket/`
 * unless that path is too long for a Unix socket.
 */
export interface Cluster {
  /** Shown in sentences and as `cluster_name`. */
  readonly name: "system" | "target";
  readonly directory: string;
  /** Directory of the Unix socket `.s.PGSQL.<port>`. */
  readonly socketDirectory: string;
  readonly port: number;
  /** Loopback TCP beside the socket. */
  readonly tcp: boolean;
  /** Password of the superuser `postgres`. */
  readonly password: string;
  /** Server parameters beyond those every cluster gets. */
  readonly parameters: Readonly<Record<string, string>>;
  readonly binaries: PostgresBinaries;
  readonly user: DatabaseUser | null;
}

/** Name of the superuser of every embedded cluster. */
export const superuser = "postgres";

/** Who connects to which database. */
export interface Login {
  readonly user: string;
  readonly password: string;
  readonly database: string;
}

/** Gives the connection string of a login: loopback TCP where the cluster listens there, else its Unix socket. */
export function clusterUrl(cluster: Pick<Cluster, "socketDirectory" | "port" | "tcp">, login: Login): string {
  const user = `${encodeURIComponent(login.user)}:${encodeURIComponent(login.password)}`;
  const database = encodeURIComponent(login.database);
  if (cluster.tcp) return `postgresql://${user}@127.0.0.1:${cluster.port}/${database}`;
  // The host parameter wins over localhost, which is there because a URL with a user must have a host.
  const host = encodeURIComponent(cluster.socketDirectory);
  return `postgresql://${user}@localhost:${cluster.port}/${database}?host=${host}`;
}
