import type { Receipt } from "#domain/provisioning/resource-type.ts";
import { withBroker } from "../api/with-broker.ts";
import { prepareCall, type RabbitmqContext } from "../call.ts";
import { assertOnlyOwn, observe } from "../observe.ts";
import { withdraw } from "../permissions.ts";
import { readShape, shapeVhost } from "../shape-vhost.ts";

/**
 * Creates the virtual host with its marker in one call, then its limits.
 *
 * The broker grants its maker every right in it; that is taken back, so that the admin reads nobody's messages.
 * @throws backend_conflict when a virtual host of that name exists without our marker
 */
export async function createVhost(ctx: RabbitmqContext): Promise<Receipt> {
  const { names } = prepareCall(ctx);
  return withBroker(ctx, async (broker) => {
    const seen = await observe(broker, names);
    assertOnlyOwn(seen);
    const isNew = seen.vhost === null;
    const body = { description: names.marker, tags: "latchkey" };
    if (isNew) await broker.change({ method: "PUT", path: `/vhosts/${names.vhost}`, body });
    await ctx.failpoint("rabbitmq.after-create-vhost");
    await withdraw(broker, { user: broker.adminName, vhost: names.vhost });
    await shapeVhost(broker, names, ctx.parameters);
    return {
      broker: `RabbitMQ ${broker.version}`,
      vhost: names.vhost,
      created: isNew,
      ...(await readShape(broker, names)),
    };
  });
}
