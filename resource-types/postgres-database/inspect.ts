import type { Inspection } from "#domain/provisioning/resource-type.ts";
import type { AdminSession } from "./admin/session.ts";
import { withAdminSession } from "./admin/with-admin-session.ts";
import { prepareCall, type PostgresContext } from "./call.ts";
import type { ExternalNames } from "./external-names.ts";
import { findDrift } from "./find-drift.ts";
import { findOwnRole, isOwnDatabase, observe } from "./observe.ts";

/**
 * Tells whether the database exists and is ours, how large and how busy it is, and what differs from what was granted.
 *
 * `drift` is empty when nothing differs. `newestSessionStartedAt` covers sessions open now: the server keeps no record
 * of ended ones, but `sessionsTotal` counts them, so that two inspections tell whether anybody connected in between.
 * @throws backend_unavailable, backend_refused, aborted
 */
export async function inspect(ctx: PostgresContext): Promise<Inspection> {
  const { names } = prepareCall(ctx);
  return withAdminSession(ctx, async (session) => {
    const seen = await observe(session, names);
    const { database } = names;
    if (!isOwnDatabase(seen, names)) {
      return { exists: false, facts: { database, roles: seen.roles, foreign: seen.database !== null } };
    }
    const { unexpectedMembers, ...usage } = await readUsage(session, names);
    const { sizeBytes } = usage;
    const drift = findDrift({ names, parameters: ctx.parameters, seen, sizeBytes, unexpectedMembers });
    const canLogin = findOwnRole(seen, names, names.loginRole)?.canLogin === true;
    return { exists: true, facts: { database, username: names.loginRole, canLogin, ...usage, drift } };
  });
}

interface Usage extends Record<string, unknown> {
  readonly sizeBytes: number;
  readonly unexpectedMembers: readonly string[];
}

async function readUsage(session: AdminSession, names: ExternalNames): Promise<Usage> {
  const [usage] = await session.rows<Usage>(
    `SELECT pg_database_size(d.oid)::float8 AS "sizeBytes", s.numbackends AS "connections",
        s.sessions::float8 AS "sessionsTotal", s.stats_reset AS "countedSince",
        (SELECT max(backend_start) FROM pg_stat_activity WHERE datname = d.datname AND usename <> current_user)
          AS "newestSessionStartedAt",
        ARRAY(SELECT pg_get_userbyid(member)::text FROM pg_auth_members
               WHERE roleid IN (SELECT oid FROM pg_roles WHERE rolname = ANY($2))
                 AND NOT starts_with(pg_get_userbyid(member), $3)
                 AND pg_get_userbyid(member) <> current_user ORDER BY 1) AS "unexpectedMembers"
       FROM pg_database d JOIN pg_stat_database s ON s.datid = d.oid WHERE d.datname = $1`,
    [names.database, [names.holderRole, names.ownerRole, names.loginRole], names.loginPrefix],
  );
  return usage ?? { sizeBytes: 0, unexpectedMembers: [] };
}
