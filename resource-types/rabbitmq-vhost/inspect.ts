import type { Inspection } from "#domain/provisioning/resource-type.ts";
import { withBroker } from "./api/with-broker.ts";
import { prepareCall, type RabbitmqContext } from "./call.ts";
import { findDrift } from "./find-drift.ts";
import { findOutsiders } from "./find-outsiders.ts";
import { findOwnUser, forReceipt, observe } from "./observe.ts";
import { readPermissionsOf } from "./permissions.ts";
import { readUsage } from "./read-usage.ts";
import { readShape } from "./shape-vhost.ts";

/**
 * Tells whether the virtual host exists and is ours, how deep its queues and how busy it is, and what differs from what
 * was granted; `drift` is empty when nothing differs. Which queues and exchanges there are is the owner's to decide.
 *
 * @throws backend_unavailable, backend_refused, aborted
 */
export async function inspect(ctx: RabbitmqContext): Promise<Inspection> {
  const { names } = prepareCall(ctx);
  return withBroker(ctx, async (broker) => {
    const seen = await observe(broker, names);
    const { vhost, username } = names;
    if (seen.vhost?.isOwn !== true) {
      return {
        exists: false,
        letsIn: false,
        facts: { vhost, users: seen.users.map(forReceipt), foreign: seen.vhost !== null },
      };
    }
    const { parameters } = ctx;
    const user = findOwnUser(seen, username);
    const permissions = user === undefined ? [] : await readPermissionsOf(broker, username);
    const outsiders = (await findOutsiders(broker, names, seen)).map((row) => row.user);
    const shape = await readShape(broker, names);
    const usage = await readUsage(broker, { names, seen, parameters });
    const { access } = ctx.resource;
    const drift = findDrift({ names, access, parameters, user, permissions, outsiders, shape });
    const canLogin = user !== undefined && user.passwordHash !== "";
    const facts = { broker: `RabbitMQ ${broker.version}`, vhost, username, canLogin };
    return { exists: true, letsIn: canLogin, facts, drift, usage };
  });
}
