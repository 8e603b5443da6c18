import type { Inspection } from "#domain/provisioning/resource-type.ts";
import { withAdminSession } from "./admin/with-admin-session.ts";
import { prepareCall, type PostgresContext } from "./call.ts";
import { findDrift } from "./find-drift.ts";
import { findOutsideMembers } from "./find-outside-members.ts";
import { findOwnRole, isOwnDatabase, observe } from "./observe.ts";
import { readUsage } from "./read-usage.ts";

/**
 * Tells whether the database exists and is ours, how large and how busy it is, and what differs from what was granted.
 *
 * @throws backend_unavailable, backend_refused, aborted
 */
export async function inspect(ctx: PostgresContext): Promise<Inspection> {
  const { names } = prepareCall(ctx);
  return withAdminSession(ctx, async (session) => {
    const seen = await observe(session, names);
    const { database } = names;
    if (!isOwnDatabase(seen, names)) {
      return { exists: false, letsIn: false, facts: { database, roles: seen.roles, foreign: seen.database !== null } };
    }
    const { usage, sizeBytes, countedSince } = await readUsage(session, names, ctx.parameters);
    const members = await findOutsideMembers(session, names);
    const unexpectedMembers = [...new Set(members.map(({ member }) => member))];
    const drift = findDrift({ names, parameters: ctx.parameters, seen, sizeBytes, unexpectedMembers });
    const canLogin = findOwnRole(seen, names, names.loginRole)?.canLogin === true;
    const facts = { database, username: names.loginRole, canLogin, countedSince };
    return { exists: true, letsIn: canLogin, facts, drift, usage };
  });
}
