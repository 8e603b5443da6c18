import type { Receipt } from "#domain/provisioning/resource-type.ts";
import { withBroker } from "../api/with-broker.ts";
import { prepareCall, type RabbitmqContext } from "../call.ts";
import { assertOnlyOwn, findOwnUser, forReceipt, observe, observeUser } from "../observe.ts";
import { readPermissionsOf } from "../permissions.ts";
import { setUser } from "../set-user.ts";

/**
 * Creates this generation's user with its marker, then its limits and rights. It cannot log in: it has no password yet.
 *
 * @throws backend_conflict when a user of that name exists without our marker
 */
export async function createUser(ctx: RabbitmqContext): Promise<Receipt> {
  const { names } = prepareCall(ctx);
  return withBroker(ctx, async (broker) => {
    const seen = await observe(broker, names);
    assertOnlyOwn(seen);
    const user = findOwnUser(seen, names.username);
    // One that has a password was finished by an earlier attempt; one that has none may lack its limits or rights.
    if (user === undefined || user.passwordHash === "") await setUser(ctx, broker, { names, password: null });
    await ctx.failpoint("rabbitmq.after-create-user");
    return {
      username: names.username,
      created: user === undefined,
      catalogue: forReceipt(await observeUser(broker, names)),
      permissions: await readPermissionsOf(broker, names.username),
    };
  });
}
