import type { LiveSessions } from "#domain/provisioning/resource-type.ts";
import { plainOrigin } from "#domain/provisioning/plain-origin.ts";
import { withAdminSession } from "./admin/with-admin-session.ts";
import { prepareCall, type PostgresContext } from "./call.ts";

interface Row extends Record<string, unknown> {
  readonly connections: number;
  readonly lastActiveAt: Date | null;
  readonly from: readonly { readonly address: string | null; readonly name: string }[];
}

/**
 * Tells who is logged in with this generation now, whatever database they are in.
 *
 * A session counts from its login to its end, also while it does nothing.
 * @throws backend_unavailable, backend_refused, aborted
 */
export async function sessions(ctx: PostgresContext): Promise<LiveSessions> {
  const { names } = prepareCall(ctx);
  return withAdminSession(ctx, async (session) => {
    const [row] = await session.rows<Row>(
      `SELECT count(*)::int AS connections, max(greatest(backend_start, state_change)) AS "lastActiveAt",
          coalesce((SELECT json_agg(o) FROM (
            SELECT host(client_addr) AS address, application_name AS name FROM pg_stat_activity WHERE usename = $1
             GROUP BY 1, 2 ORDER BY max(greatest(backend_start, state_change)) DESC NULLS LAST LIMIT 10) o), '[]') AS from
         FROM pg_stat_activity WHERE usename = $1`,
      [names.loginRole],
    );
    if (row === undefined) return { connections: 0, from: [], lastActiveAt: null };
    const { connections, from, lastActiveAt } = row;
    return {
      connections,
      from: from.map(({ address, name }) => plainOrigin(address ?? "a local socket", name)),
      lastActiveAt: lastActiveAt?.toISOString() ?? null,
    };
  });
}
