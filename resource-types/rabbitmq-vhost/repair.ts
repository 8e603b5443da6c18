import type { Receipt } from "#domain/provisioning/resource-type.ts";
import { withBroker } from "./api/with-broker.ts";
import { prepareCall, type RabbitmqContext } from "./call.ts";
import { findOutsiders } from "./find-outsiders.ts";
import { assertOnlyOwn, findOwnUser, observe } from "./observe.ts";
import { grant, grantedPermission, readPermissionsOf, withdraw } from "./permissions.ts";
import { setPassword } from "./set-user.ts";
import { shapeVhost } from "./shape-vhost.ts";
import { userLimits } from "./user-limits.ts";

/**
 * Brings limits, the operator policy, tags and rights back to what was granted.
 *
 * A user without a password is left as it is, passwords, queues and messages stay, and a user from outside loses its
 * right in the virtual host but is not deleted; connections that are open keep what they had until they end.
 * @throws backend_conflict for what is not ours
 */
export async function repair(ctx: RabbitmqContext): Promise<Receipt> {
  const { names } = prepareCall(ctx);
  const { vhost, username } = names;
  return withBroker(ctx, async (broker) => {
    const seen = await observe(broker, names);
    assertOnlyOwn(seen);
    if (seen.vhost === null) return { vhost, exists: false };
    const outsiders = await findOutsiders(broker, names, seen);
    for (const row of outsiders) await withdraw(broker, row);
    await shapeVhost(broker, names, ctx.parameters);
    const user = findOwnUser(seen, username);
    const canLogin = user !== undefined && user.passwordHash !== "";
    if (canLogin) {
      // Tags and password can be set together only: the hash goes back as it was.
      if (user.tags.length > 1) await setPassword(broker, names, user.passwordHash);
      for (const [name, value] of Object.entries(userLimits(ctx.parameters))) {
        await broker.change({ method: "PUT", path: `/user-limits/${username}/${name}`, body: { value } });
      }
      for (const row of await readPermissionsOf(broker, username)) if (row.vhost !== vhost) await withdraw(broker, row);
      await grant(broker, { user: username, vhost }, grantedPermission(ctx.resource.access));
    }
    await ctx.failpoint("rabbitmq.after-repair");
    return { vhost, exists: true, withdrawnFrom: outsiders.map(({ user: name }) => name), user: canLogin };
  });
}
