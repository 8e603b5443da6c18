import { z } from "zod";
import type { Queues } from "#server/adapters/queue/queues.ts";
import { atOneSet } from "#server/catalog/at-one-set.ts";
import { deliverToEndpoint, findDueEndpoints } from "#server/webhooks/deliver-to-endpoint.ts";
import { emitWebhookEvents } from "#server/webhooks/emit-webhook-events.ts";
import { tendWebhooks } from "#server/webhooks/tend-webhooks.ts";
import type { WebhookServices } from "#server/webhooks/webhook-services.ts";
import type { Loop } from "#workers/on-shutdown.ts";
import { untoldTeller } from "#workers/tell-untold.ts";

const intervalMs = 1000;
/** Nobody waits for it. */
const tendMs = 20_000;
const pace = { concurrency: 4 };

const jobSchema = z.discriminatedUnion("topic", [
  z.object({ topic: z.literal("webhook.emit"), payload: z.object({ stream: z.string(), seq: z.string() }) }),
  z.object({ topic: z.literal("webhook.deliver"), payload: z.object({ webhookId: z.string() }) }),
]);

/**
 * Makes the messages of webhooks and sends them. Jobs only say that there is something; a look each second finds what they
 * missed. Each endpoint has a lane of its own: one that is slow or dead holds up nobody else.
 */
export function startWebhooks(services: WebhookServices, queues: Queues, signal: AbortSignal): Loop {
  const lanes = new Map<string, Promise<void>>();
  const { log } = services.ctx;
  const wake = (id: string) => {
    if (signal.aborted || lanes.has(id)) return;
    const lane = drain(services, id, signal)
      .catch((error: unknown) => log.warn({ err: error, webhook: id }, "the deliveries of a webhook failed"))
      .finally(() => lanes.delete(id));
    lanes.set(id, lane);
  };
  queues.work("webhooks", pace, async (hint) => {
    const job = jobSchema.parse(hint);
    if (job.topic === "webhook.deliver") wake(job.payload.webhookId);
    else (await emitWebhookEvents(services.ctx, job.payload)).forEach(wake);
  });
  const tellUntold = untoldTeller(services.ctx, signal);
  let tendAt = 0;
  const look = async () => {
    await tellUntold();
    (await findDueEndpoints(services.ctx)).forEach(wake);
    if (performance.now() < tendAt) return;
    tendAt = performance.now() + tendMs;
    await tendWebhooks(atOneSet(services.ctx));
  };
  let turn: Promise<unknown> = Promise.resolve();
  const loop = async () => {
    if (signal.aborted) return;
    turn = look().catch((error: unknown) => log.warn({ err: error }, "the look after webhooks failed"));
    await turn;
    if (!signal.aborted) setTimeout(() => void loop(), intervalMs);
  };
  void loop();
  return { idle: () => Promise.all([turn, ...lanes.values()]) };
}

async function drain(services: WebhookServices, id: string, signal: AbortSignal): Promise<void> {
  while (!signal.aborted && (await deliverToEndpoint({ ...services, ctx: atOneSet(services.ctx) }, id)) > 0);
}
