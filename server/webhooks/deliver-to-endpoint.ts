import { sql } from "#server/adapters/db/sql.ts";
import type { ServerContext } from "#server/context.ts";
import { sendWebhook, type ClaimedWebhook } from "#server/webhooks/send-webhook.ts";
import type { WebhookServices } from "#server/webhooks/webhook-services.ts";

/** So many of one endpoint are on their way at a time in one process. */
const atOnce = 4;
/** Longer than an attempt lasts: what a worker dies with is taken up by another after this. */
const heldSeconds = 15;

/** Gives the endpoints that have something due. */
export async function findDueEndpoints({ db }: Pick<ServerContext, "db">): Promise<readonly string[]> {
  const rows = await db.query<{ id: string }>(sql`
    SELECT w.id FROM webhooks w WHERE w.state = 'active' AND EXISTS (
      SELECT FROM webhook_deliveries d
      WHERE d.webhook_id = w.id AND d.state = 'pending' AND d.next_at <= clock_timestamp())`);
  return rows.map(({ id }) => id);
}

/**
 * Attempts what is due at one endpoint, a few at a time, the oldest first, and gives how many it took.
 *
 * Each is taken by one worker for as long as an attempt may last. A worker that is killed with one leaves it to the next,
 * as the same message: what arrived already arrives again.
 */
export async function deliverToEndpoint(services: WebhookServices, webhookId: string): Promise<number> {
  const { ctx } = services;
  const claimed = await ctx.db.query<ClaimedWebhook>(sql`
    UPDATE webhook_deliveries d SET attempts = d.attempts + 1, tries = d.tries + 1,
      next_at = clock_timestamp() + make_interval(secs => ${heldSeconds})
    FROM webhook_events e, webhooks w
    WHERE e.id = d.event_id AND w.id = d.webhook_id AND d.id IN (
      SELECT p.id FROM webhook_deliveries p JOIN webhooks a ON a.id = p.webhook_id AND a.state = 'active'
      WHERE p.webhook_id = ${webhookId} AND p.state = 'pending' AND p.next_at <= clock_timestamp()
      ORDER BY p.next_at LIMIT ${atOnce} FOR UPDATE OF p SKIP LOCKED)
    RETURNING d.id, d.webhook_id AS "webhookId", d.event_id AS "eventId", w.url, e.body, d.tries, d.attempts`);
  await Promise.all(claimed.map((delivery) => sendWebhook(services, delivery)));
  return claimed.length;
}
