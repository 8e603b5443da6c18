import type { Actor } from "#domain/access/actor.ts";
import { AppError } from "#domain/errors/app-error.ts";
import { webhookEventId } from "#domain/webhooks/webhook-event-id.ts";
import { sql } from "#server/adapters/db/sql.ts";
import type { ServerContext } from "#server/context.ts";
import { auditWebhook, lockWebhook } from "#server/webhooks/lock-webhook.ts";
import { showWebhook } from "#server/webhooks/show-webhook.ts";

/**
 * Has a `ping` sent to an endpoint, the way that every event goes, and gives its id.
 *
 * @throws not_found; wrong_state for one that is switched off
 */
export async function testWebhook(ctx: ServerContext, actor: Actor, id: string): Promise<{ event: string }> {
  await showWebhook(ctx, actor, id);
  return ctx.db.transaction(async (tx) => {
    const { state } = await lockWebhook(tx, id);
    if (state === "disabled") {
      throw new AppError("wrong_state", "Nothing is sent to it while it is disabled.", { details: { state } });
    }
    await auditWebhook(tx, actor, { id, what: "tested", message: "A ping was asked for." });
    const stream = `webhook:${id}`;
    const [row] = await tx.query<{ seq: string }>(sql`
      SELECT max(seq)::text AS seq FROM audit_events WHERE stream = ${stream}`);
    return { event: webhookEventId({ stream, seq: row?.seq ?? "", type: "ping", part: 0 }) };
  });
}
