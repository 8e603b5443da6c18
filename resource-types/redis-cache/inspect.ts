import type { Inspection } from "#domain/provisioning/resource-type.ts";
import { withAdminSession } from "./admin/with-admin-session.ts";
import { prepareCall, type RedisContext } from "./call.ts";
import { findDrift } from "./find-drift.ts";
import { measureUsage } from "./measure-usage.ts";
import { findOwnUser, forReceipt, observe } from "./observe.ts";
import { tryDangerous } from "./try-dangerous.ts";

/**
 * Tells whether a user of the cache exists and is ours, how large and how busy the cache is, and what differs from what
 * was granted.
 *
 * @throws backend_unavailable, backend_refused, aborted
 */
export async function inspect(ctx: RedisContext): Promise<Inspection> {
  const { names } = prepareCall(ctx);
  return withAdminSession(ctx, async (session) => {
    const seen = await observe(session, names, ctx.signal);
    const { keyPrefix, username } = names;
    if (!seen.some(({ isOwn }) => isOwn)) {
      return {
        exists: false,
        letsIn: false,
        facts: { keyPrefix, users: seen.map(forReceipt), foreign: seen.length > 0 },
      };
    }
    const user = findOwnUser(seen, username);
    const use = await measureUsage(session, names, ctx.parameters);
    const permitted = user === undefined ? [] : await tryDangerous(session, names, ctx.signal);
    const drift = findDrift({ names, parameters: ctx.parameters, user, use, facts: session.facts, permitted });
    const { isComplete } = use;
    const facts = { ...session.facts, keyPrefix, username, isOn: user?.isOn === true, isComplete };
    return { exists: true, letsIn: facts.isOn, facts, drift, usage: use.usage };
  });
}
