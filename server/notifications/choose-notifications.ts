import type { Actor } from "#domain/access/actor.ts";
import { auditActor } from "#domain/audit/audit-event.ts";
import type { ChooseBody, NotificationChoice } from "#domain/contracts/notification.ts";
import { AppError } from "#domain/errors/app-error.ts";
import { sql } from "#server/adapters/db/sql.ts";
import { appendAudit } from "#server/audit/append-audit.ts";
import type { ServerContext } from "#server/context.ts";
import { listNotificationChoices } from "#server/notifications/list-notification-choices.ts";

/**
 * Switches one kind of message on or off for the actor in one channel. The inbox keeps all of them, and security alarms
 * are no choice.
 *
 * @throws forbidden for a service account: it has no inbox to fall back on
 */
export async function chooseNotifications(
  ctx: ServerContext,
  actor: Actor,
  { kind, channel, wanted }: ChooseBody,
): Promise<{ readonly items: readonly NotificationChoice[] }> {
  if (actor.kind !== "user") throw new AppError("forbidden", "Only people choose what they are written to about.");
  return ctx.db.transaction(async (tx) => {
    const changed = await tx.query(sql`
      INSERT INTO notification_choices AS c (principal_id, kind, channel, wanted)
      VALUES (${actor.principalId}, ${kind}, ${channel}, ${wanted})
      ON CONFLICT (principal_id, kind, channel) DO UPDATE SET wanted = excluded.wanted, changed_at = clock_timestamp()
        WHERE c.wanted <> excluded.wanted RETURNING kind`);
    if (changed.length > 0) {
      await appendAudit(tx, {
        stream: `principal:${actor.principalId}`,
        requestId: null,
        actor: auditActor(actor),
        action: "notifications.chosen",
        object: `principal:${actor.principalId}`,
        message: `Messages of the kind ${kind} through ${channel}: ${wanted ? "on" : "off"}.`,
        details: { kind, channel, wanted },
      });
    }
    return listNotificationChoices(ctx, actor, tx);
  });
}
