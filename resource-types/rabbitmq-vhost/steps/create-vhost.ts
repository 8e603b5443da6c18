import { setTimeout as sleep } from "node:timers/promises";
import { AppError } from "#domain/errors/app-error.ts";
import type { Receipt } from "#domain/provisioning/resource-type.ts";
import { mapTransportError } from "../api/map-api-error.ts";
import { withBroker, type Broker } from "../api/with-broker.ts";
import { prepareCall, type RabbitmqContext } from "../call.ts";
import { deleteVhost } from "../delete-vhost.ts";
import type { ExternalNames } from "../external-names.ts";
import { assertOnlyOwn, observe, observeVhost } from "../observe.ts";
import { withdraw } from "../permissions.ts";
import { readShape, shapeVhost } from "../shape-vhost.ts";

const patienceMs = 10_000;
const pauseMs = 50;

/**
 * Creates the virtual host with its marker in one call, then its limits.
 *
 * The broker makes one in several steps, and stops in the middle when who asked for it is gone. Before there is a user
 * nothing of anybody's can be in it: one that an earlier attempt left is made anew, since it may be half of one.
 * The broker grants its maker every right in it; that is taken back, so that the admin reads nobody's messages.
 * @throws backend_conflict when a virtual host of that name exists without our marker
 */
export async function createVhost(ctx: RabbitmqContext): Promise<Receipt> {
  const { names } = prepareCall(ctx);
  return withBroker(ctx, async (broker) => {
    const seen = await observe(broker, names);
    assertOnlyOwn(seen);
    const isLeftover = seen.vhost !== null && seen.users.length === 0 && ctx.resource.generation === 1;
    const isNew = seen.vhost === null || isLeftover;
    const body = { description: names.marker, tags: "latchkey" };
    if (isLeftover) await deleteVhost(broker, names);
    if (isNew) await broker.change({ method: "PUT", path: `/vhosts/${names.vhost}`, body });
    await ctx.failpoint("rabbitmq.after-create-vhost");
    await waitUntilRunning(broker, names, ctx.signal);
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

async function waitUntilRunning(broker: Broker, names: ExternalNames, signal: AbortSignal): Promise<void> {
  for (const giveUpAt = performance.now() + patienceMs; performance.now() < giveUpAt;) {
    if ((await observeVhost(broker, names))?.isRunning === true) return;
    await sleep(pauseMs, undefined, { signal }).catch((error: unknown) => {
      throw mapTransportError(error, signal);
    });
  }
  throw new AppError("backend_unavailable", "The virtual host does not run on any node of the broker.");
}
