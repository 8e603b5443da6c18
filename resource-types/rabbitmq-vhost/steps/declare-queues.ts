import { z } from "zod";
import { AppError } from "#domain/errors/app-error.ts";
import type { Receipt } from "#domain/provisioning/resource-type.ts";
import { withBroker, type Broker } from "../api/with-broker.ts";
import { prepareCall, type RabbitmqContext } from "../call.ts";
import { assertOnlyOwn, observe } from "../observe.ts";
import { plannedQueues, type QueueDefinition } from "../planned-queues.ts";

const queueSchema = z.object({
  name: z.string(),
  durable: z.boolean(),
  type: z.string(),
  arguments: z.record(z.string(), z.unknown()).catch({}),
});

/**
 * Declares the queues that are there from the beginning. They are the owner's from then on: a further generation of the
 * credential brings none back that the owner deleted.
 *
 * The admin needs no right in the virtual host for it: queues come by an import of definitions.
 * @throws backend_conflict when a queue of that name exists and is another
 */
export async function declareQueues(ctx: RabbitmqContext): Promise<Receipt> {
  const { names } = prepareCall(ctx);
  const planned = plannedQueues(ctx.parameters);
  if (ctx.resource.generation > 1) return { declared: [], reason: "They belong to the owner." };
  return withBroker(ctx, async (broker) => {
    assertOnlyOwn(await observe(broker, names));
    const missing = await findMissing(broker, names.vhost, planned);
    const order = { method: "POST", path: `/definitions/${names.vhost}`, body: { queues: missing } } as const;
    if (missing.length > 0) await broker.change(order);
    await ctx.failpoint("rabbitmq.after-declare-queues");
    const left = await findMissing(broker, names.vhost, planned);
    if (left.length === 0) return { declared: missing.map(({ name }) => name), catalogue: planned };
    throw new AppError("verification_failed", "The broker did not keep the queues that were declared.", {
      details: { missing: left.map(({ name }) => name) },
    });
  });
}

async function findMissing(
  broker: Broker,
  vhost: string,
  planned: readonly QueueDefinition[],
): Promise<readonly QueueDefinition[]> {
  const found = (await broker.read(`/queues/${vhost}?disable_stats=true`, z.array(queueSchema))) ?? [];
  return planned.filter((wanted) => {
    const queue = found.find(({ name }) => name === wanted.name);
    if (queue !== undefined) assertSame(queue, wanted);
    return queue === undefined;
  });
}

function assertSame(queue: z.output<typeof queueSchema>, wanted: QueueDefinition): void {
  const { "x-queue-type": type, ...args } = wanted.arguments;
  const isSame =
    queue.durable &&
    queue.type === type &&
    Object.entries(args).every(([name, value]) => queue.arguments[name] === value);
  if (isSame) return;
  throw new AppError("backend_conflict", `A queue ${queue.name} exists in the virtual host and is another one.`, {
    details: { kind: "queue", name: queue.name },
  });
}
