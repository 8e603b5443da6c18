import { sql } from "#server/adapters/db/sql.ts";
import type { WebhookServices } from "#server/webhooks/webhook-services.ts";

/** Says in the ledger to which key signing keys are to be sealed from now on: to that of the worker that started last. */
export async function publishOpener({ ctx, opener }: Pick<WebhookServices, "ctx" | "opener">): Promise<void> {
  await ctx.db.query(sql`
    INSERT INTO webhook_openers (id, public_key) VALUES (${opener.id}, ${opener.publicKey})
    ON CONFLICT (id) DO UPDATE SET published_at = now()`);
}
