import { AppError } from "#domain/errors/app-error.ts";
import type { Receipt } from "#domain/provisioning/resource-type.ts";
import { withBroker } from "./api/with-broker.ts";
import { blockUser } from "./block-user.ts";
import { prepareCall, type RabbitmqContext } from "./call.ts";
import { deleteUser } from "./delete-user.ts";
import { deleteVhost } from "./delete-vhost.ts";
import { assertOnlyOwn, forReceipt, observe } from "./observe.ts";

/**
 * Deletes the users of all generations and the virtual host with everything in it, and proves that nothing is left.
 *
 * The virtual host goes last: as long as a message is left, its marker says whose it is. Whatever is absent already
 * counts as deleted.
 * @throws backend_conflict, and verification_failed when the broker still knows one of the names
 */
export async function destroy(ctx: RabbitmqContext): Promise<Receipt> {
  const { names } = prepareCall(ctx);
  return withBroker(ctx, async (broker) => {
    const seen = await observe(broker, names);
    assertOnlyOwn(seen);
    const deletedUsers = seen.users.map(({ name }) => name);
    let connectionsEnded = 0;
    for (const user of deletedUsers) {
      connectionsEnded += await blockUser(broker, user, ctx.signal);
      await deleteUser(broker, user, ctx.signal);
    }
    await ctx.failpoint("rabbitmq.after-delete-users");
    if (seen.vhost !== null) await deleteVhost(broker, names);
    await ctx.failpoint("rabbitmq.after-delete-vhost");
    const after = await observe(broker, names);
    const catalogue = { vhost: after.vhost, users: after.users.map(forReceipt) };
    if (after.vhost === null && after.users.length === 0) {
      return { vhost: names.vhost, connectionsEnded, deletedUsers, catalogue };
    }
    throw new AppError("verification_failed", "The broker knows one of the names again.", { details: { catalogue } });
  });
}
