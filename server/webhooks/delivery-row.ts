import { z } from "zod";
import { webhookAttemptSchema, webhookDeliveryStates, type WebhookDeliveryView } from "#domain/contracts/webhook.ts";
import { sql, type SqlStatement } from "#server/adapters/db/sql.ts";

const rowSchema = z.object({
  id: z.string(),
  event: z.object({ id: z.string(), type: z.string(), at: z.coerce.date() }),
  state: z.enum(webhookDeliveryStates),
  attempts: z.number().int(),
  lastAttempts: z.array(webhookAttemptSchema),
  responseBody: z.string().nullable(),
  nextAttemptAt: z.date().nullable(),
  createdAt: z.date(),
  deliveredAt: z.date().nullable(),
});

/** Deliveries of one endpoint as `presentWebhookDelivery` takes them; more conditions follow. */
export function selectDeliveries(webhookId: string): SqlStatement {
  return sql`
    SELECT d.id, jsonb_build_object('id', e.id, 'type', e.type, 'at', e.at) AS event, d.state, d.attempts,
      d.last_attempts AS "lastAttempts", d.response_body AS "responseBody", d.next_at AS "nextAttemptAt",
      d.created_at AS "createdAt", d.delivered_at AS "deliveredAt"
    FROM webhook_deliveries d JOIN webhook_events e ON e.id = d.event_id WHERE d.webhook_id = ${webhookId}`;
}

/** Shows a stored delivery as every channel sees it. */
export function presentWebhookDelivery(row: unknown): WebhookDeliveryView {
  const { event, nextAttemptAt, createdAt, deliveredAt, ...rest } = rowSchema.parse(row);
  return {
    ...rest,
    event: { ...event, at: event.at.toISOString() },
    nextAttemptAt: nextAttemptAt?.toISOString() ?? null,
    createdAt: createdAt.toISOString(),
    deliveredAt: deliveredAt?.toISOString() ?? null,
  };
}
