import { z } from "zod";
import type { Mailer } from "#server/adapters/mail/open-mailer.ts";
import { sql } from "#server/adapters/db/sql.ts";
import type { ServerContext } from "#server/context.ts";
import { writeMail } from "#server/notifications/write-mail.ts";

interface Row {
  readonly id: string;
  readonly template: string;
  readonly payload: unknown;
  readonly email: string | null;
}

const payloadSchema = z.record(z.string(), z.string());

/**
 * Sends one notification and marks it sent. The message's id is the notification's, so that a mail sent twice after
 * a crash between the two is one message to every mail system.
 */
export async function sendNotification(ctx: ServerContext, mailer: Mailer, notificationId: string): Promise<void> {
  const [row] = await ctx.db.query<Row>(sql`
    SELECT n.id, n.template, n.payload, p.email FROM notifications n JOIN principals p ON p.id = n.recipient_id
    WHERE n.id = ${notificationId} AND n.sent_at IS NULL`);
  if (row === undefined) return;
  if (row.email !== null) {
    const mail = writeMail(row.template, payloadSchema.parse(row.payload), ctx.settings);
    await mailer.send({ id: row.id, to: row.email, ...mail });
  }
  await ctx.db.query(sql`UPDATE notifications SET sent_at = clock_timestamp() WHERE id = ${row.id}`);
}
