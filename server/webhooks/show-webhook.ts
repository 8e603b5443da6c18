import type { Actor } from "#domain/access/actor.ts";
import type { WebhookView } from "#domain/contracts/webhook.ts";
import { AppError } from "#domain/errors/app-error.ts";
import { sql } from "#server/adapters/db/sql.ts";
import type { ServerContext } from "#server/context.ts";
import { managedBy, presentWebhook, selectWebhooks } from "#server/webhooks/webhook-row.ts";

/**
 * Shows one endpoint to whoever manages it, never its key.
 *
 * @throws not_found alike for one that does not exist, was removed, or is not theirs
 */
export async function showWebhook({ db }: Pick<ServerContext, "db">, actor: Actor, id: string): Promise<WebhookView> {
  const [row] = await db.query(sql`${selectWebhooks()} AND w.id = ${id} AND ${managedBy(actor)}`);
  if (row === undefined) throw new AppError("not_found", "There is no such webhook, or it is not yours to see.");
  return presentWebhook(row);
}
