import type { Receipt } from "#domain/provisioning/resource-type.ts";
import { withBroker } from "./api/with-broker.ts";
import { prepareCall, type RabbitmqContext } from "./call.ts";
import { deleteUser } from "./delete-user.ts";
import { deleteVhost } from "./delete-vhost.ts";
import { findOwnUser, observe } from "./observe.ts";
import type { StepName } from "./plan.ts";

/**
 * Takes back what the step made for this generation; what is not ours stays, and absence is success.
 *
 * Queues go with the virtual host that they stand in, which is taken back after them.
 */
export async function undo(step: StepName, ctx: RabbitmqContext): Promise<Receipt> {
  const { names } = prepareCall(ctx);
  if (step === "declare-queues") return { goWith: names.vhost };
  return withBroker(ctx, async (broker) => {
    const seen = await observe(broker, names);
    if (step === "create-user") {
      const user = findOwnUser(seen, names.username);
      if (user !== undefined) await deleteUser(broker, user.name, ctx.signal);
      return { username: names.username, deleted: user !== undefined };
    }
    const isOwn = seen.vhost?.isOwn === true;
    if (isOwn) await deleteVhost(broker, names);
    return { vhost: names.vhost, deleted: isOwn, foreign: seen.vhost !== null && !isOwn };
  });
}
