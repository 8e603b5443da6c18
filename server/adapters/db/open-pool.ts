import pg from "pg";

/** Opens a pool of at most `connectionsMax` connections; no connection is made before the first use. */
export function openPool(connectionString: string, options: { name: string; connectionsMax?: number }): pg.Pool {
  const pool = new pg.Pool({
    connectionString,
    application_name: options.name,
    max: options.connectionsMax ?? 10,
    connectionTimeoutMillis: 10_000,
    statement_timeout: 15_000,
    idle_in_transaction_session_timeout: 10_000,
  });
  surviveLostConnections(pool, () => undefined);
  return pool;
}

/**
 * Keeps a connection that the server ends from ending the process: idle ones are reported by the pool, ones in use
 * only by themselves. Either is replaced at the next use.
 */
export function surviveLostConnections(pool: pg.Pool, onLost: (error: Error) => void): void {
  pool.on("error", onLost);
  pool.on("connect", (client) => client.on("error", onLost));
}
