import pg from "pg";
import { mapPostgresError } from "../map-postgres-error.ts";
import { endOnAbort } from "./end-on-abort.ts";
import { adminUrl, getAdminPool } from "./pool.ts";
import { openAdminSession, type AdminSession } from "./session.ts";
import type { CallContext } from "./with-admin-session.ts";
import { connectMsMax } from "../connect-limit.ts";

/**
 * Runs `work` in an admin session inside `database` and closes that session, so that it never stands in the way of
 * dropping the database.
 *
 * @throws backend_unavailable, backend_refused, aborted, and what `work` throws
 */
export async function withDatabaseSession<T>(
  ctx: CallContext,
  database: string,
  work: (session: AdminSession) => Promise<T>,
): Promise<T> {
  const { pool, facts } = getAdminPool(ctx.backend);
  const client = new pg.Client({
    connectionString: adminUrl(ctx.backend, database),
    application_name: "latchkey",
    connectionTimeoutMillis: connectMsMax,
  });
  const detach = endOnAbort(client, pool, ctx.signal);
  try {
    ctx.signal.throwIfAborted();
    await client.connect();
    return await work(openAdminSession(client, await facts(client), ctx.signal));
  } catch (error) {
    throw mapPostgresError(error, ctx.signal);
  } finally {
    await client.end().catch(() => undefined);
    detach();
  }
}
