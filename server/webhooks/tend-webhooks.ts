import { deliveryDaysKept } from "#domain/webhooks/webhook-limits.ts";
import { sql } from "#server/adapters/db/sql.ts";
import type { ServerContext } from "#server/context.ts";

/** A sweep never holds many rows. */
const batchRows = 1000;

/** Ends what waits at endpoints that are switched off, and forgets what is older than deliveries are kept. */
export async function tendWebhooks(ctx: ServerContext): Promise<void> {
  await ctx.db.query(sql`
    UPDATE webhook_deliveries d SET state = 'failed', next_at = NULL FROM webhooks w
    WHERE w.id = d.webhook_id AND w.state = 'disabled' AND d.state = 'pending'`);
  await ctx.db.query(sql`
    DELETE FROM webhook_events WHERE id IN (SELECT id FROM webhook_events
      WHERE created_at < clock_timestamp() - make_interval(days => ${deliveryDaysKept}) ORDER BY created_at LIMIT ${batchRows})`);
}
