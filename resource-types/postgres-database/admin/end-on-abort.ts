import type { Socket } from "node:net";
import type pg from "pg";

interface ClientInternals {
  readonly connection: { readonly stream: Socket };
  readonly processID: number | null;
}

/**
 * Ends `client` the moment `signal` aborts: the socket here and, through `pool`, the server's side of it, which would
 * otherwise finish its statement. Also takes the errors of a connection that the server ends between two statements.
 *
 * @returns what takes the listeners off again
 */
export function endOnAbort(client: pg.ClientBase, pool: pg.Pool, signal: AbortSignal): () => void {
  const ignore = () => undefined;
  const onAbort = () => {
    const { connection, processID } = client as unknown as ClientInternals;
    connection.stream.destroy();
    if (processID === null) return;
    // The name and the role are compared because the number may belong to another session by now.
    const sql = `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
                  WHERE pid = $1 AND usename = current_user AND application_name = 'latchkey'`;
    pool.query(sql, [processID]).catch(ignore);
  };
  client.on("error", ignore);
  signal.addEventListener("abort", onAbort, { once: true });
  return () => {
    client.off("error", ignore);
    signal.removeEventListener("abort", onAbort);
  };
}
