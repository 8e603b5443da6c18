import { aboutMessage, type MessageTemplate } from "#domain/notifications/message-templates.ts";
import type { Queryable } from "#server/adapters/db/database.ts";
import { sql } from "#server/adapters/db/sql.ts";
import { newId } from "#server/ids/new-id.ts";
import { promise } from "#server/outbox/promise.ts";

/** What a message is about: a line of `messageTemplates`, and words in the text writer. */
export type NotificationTemplate = MessageTemplate;

interface NewNotification {
  /** One message for ever per key. */
  readonly dedupeKey: string;
  readonly recipientId: string;
  readonly template: NotificationTemplate;
  /** Names and ids only. */
  readonly payload: Readonly<Record<string, string>>;
}

/** Promises one message to one person inside the caller's transaction; a known key promises nothing. */
export async function notify(tx: Queryable, message: NewNotification): Promise<void> {
  const id = await recordNotification(tx, message);
  if (id !== null) await promise(tx, { topic: "notify", key: id, payload: { notificationId: id } });
}

/**
 * Records one message and gives its id, or null when its key is known; for a job that hands what it records to the
 * channels itself. A message of a request about a thing that exists says what is asked of it. What such a job leaves is found by the sweeper.
 */
export async function recordNotification(tx: Queryable, message: NewNotification): Promise<string | null> {
  const { dedupeKey, recipientId, template, payload } = message;
  const [row] = await tx.query<{ id: string }>(sql`
    INSERT INTO notifications (id, dedupe_key, recipient_id, template, payload, asks)
    VALUES (${newId("ntf")}, ${dedupeKey}, ${recipientId}, ${template}, ${JSON.stringify(payload)}::jsonb || coalesce((
        SELECT jsonb_build_object('kind', q.kind) FROM requests q
        WHERE q.id = ${payload.requestId ?? null} AND q.kind <> 'provision'), '{}'),
      ${aboutMessage(template).asks ?? null})
    ON CONFLICT (dedupe_key) DO NOTHING RETURNING id`);
  return row?.id ?? null;
}
