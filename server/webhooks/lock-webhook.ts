import type { Actor } from "#domain/access/actor.ts";
import { auditActor } from "#domain/audit/audit-event.ts";
import { AppError } from "#domain/errors/app-error.ts";
import type { Queryable } from "#server/adapters/db/database.ts";
import { sql } from "#server/adapters/db/sql.ts";
import { appendAudit } from "#server/audit/append-audit.ts";

/** An endpoint as it stands under its lock. */
export interface LockedWebhook {
  readonly id: string;
  readonly team: string | null;
  readonly url: string;
  readonly state: "active" | "disabled";
}

/** Locks an endpoint whose owner was looked at before. @throws not_found for one that was removed meanwhile */
export async function lockWebhook(tx: Queryable, id: string): Promise<LockedWebhook> {
  const [row] = await tx.query<LockedWebhook>(sql`
    SELECT id, team, url, state FROM webhooks WHERE id = ${id} AND removed_at IS NULL FOR NO KEY UPDATE`);
  if (row === undefined) throw new AppError("not_found", "There is no such webhook, or it is not yours to see.");
  return row;
}

interface Changed {
  readonly id: string;
  /** The past participle, of the action `webhook.<what>` and of its sentence. */
  readonly what: "updated" | "disabled" | "enabled" | "removed" | "tested" | "key_rotated" | "delivery_resent";
  readonly message: string;
  readonly details?: Readonly<Record<string, unknown>>;
}

/** Puts what somebody did to an endpoint into its stream, whose row the transaction has locked. */
export async function auditWebhook(
  tx: Queryable,
  actor: Actor,
  { id, what, message, details }: Changed,
): Promise<void> {
  await appendAudit(tx, {
    stream: `webhook:${id}`,
    requestId: null,
    actor: auditActor(actor),
    action: `webhook.${what}`,
    object: `webhook:${id}`,
    message,
    ...(details && { details }),
  });
}
