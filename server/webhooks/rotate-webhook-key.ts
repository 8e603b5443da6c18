import type { Actor } from "#domain/access/actor.ts";
import type { RotateWebhookKeyBody } from "#domain/contracts/webhook.ts";
import { keyOverlapHours } from "#domain/webhooks/webhook-limits.ts";
import type { Queryable } from "#server/adapters/db/database.ts";
import { sql } from "#server/adapters/db/sql.ts";
import type { ServerContext } from "#server/context.ts";
import { auditWebhook, lockWebhook } from "#server/webhooks/lock-webhook.ts";
import { makeKeyOnce, type WebhookAndKey } from "#server/webhooks/make-key-once.ts";
import { showWebhook } from "#server/webhooks/show-webhook.ts";

interface RotateInput {
  readonly id: string;
  readonly body: RotateWebhookKeyBody;
  readonly idempotencyKey: string | null;
}

/**
 * Makes another signing key, told in the answer alone; the one before signs beside it for a while. At most two sign: what
 * was ending already ends now.
 *
 * @throws not_found, kek_unavailable, idempotency_conflict, idempotency_in_flight
 */
export async function rotateWebhookKey(
  ctx: ServerContext,
  actor: Actor,
  { id, body, idempotencyKey }: RotateInput,
): Promise<WebhookAndKey> {
  await showWebhook(ctx, actor, id);
  const hours = body.overlapHours ?? keyOverlapHours.default;
  return makeKeyOnce(ctx, actor, {
    id,
    operation: `rotateWebhookKey ${id}`,
    body,
    idempotencyKey,
    write: async (tx, made) => {
      await lockWebhook(tx, id);
      await overtake(tx, id, hours);
      await made.store(tx);
      await auditWebhook(tx, actor, {
        id,
        what: "key_rotated",
        message: `Signing key of the webhook rotated; the one before signs for ${hours} hours more.`,
        details: { key: made.id, overlapHours: hours },
      });
    },
  });
}

async function overtake(tx: Queryable, id: string, hours: number): Promise<void> {
  await tx.query(sql`DELETE FROM webhook_keys WHERE webhook_id = ${id} AND ends_at IS NOT NULL`);
  await tx.query(sql`
    UPDATE webhook_keys SET ends_at = clock_timestamp() + make_interval(hours => ${hours})
    WHERE webhook_id = ${id} AND ends_at IS NULL`);
}
