import type { DatabaseUser } from "#scripts/embedded/postgres/database-user.ts";

/**
 * The cache server of a home: `directory` (0700 of the database user) holds `data/`, `users.acl`, `server.conf`,
 * `server.pid` and `server.log`. It listens on loopback TCP only.
 */
export interface CacheServer {
  readonly binary: string;
  readonly directory: string;
  readonly port: number;
  /** Password of the admin, as whom the worker makes users. */
  readonly password: string;
  readonly user: DatabaseUser | null;
}

/** Name of the admin of every embedded cache server. */
export const cacheAdmin = "latchkey-admin";

/** Gives the admin's connection string. */
export function cacheUrl({ port, password }: Pick<CacheServer, "port" | "password">): string {
  return `redis://${cacheAdmin}:${encodeURIComponent(password)}@127.0.0.1:${port}`;
}
