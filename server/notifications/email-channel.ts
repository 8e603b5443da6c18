import { sql } from "#server/adapters/db/sql.ts";
import type { Mailer } from "#server/adapters/mail/open-mailer.ts";
import type { NotificationChannel } from "#server/notifications/notification-channel.ts";

/** Sends messages as mail of plain text, to the address that the identity provider states. */
export function emailChannel(mailer: Mailer): NotificationChannel {
  return {
    id: "email",
    async addressOf(db, recipientId) {
      const [person] = await db.query<{ email: string | null }>(sql`
        SELECT email FROM principals WHERE id = ${recipientId} AND disabled_at IS NULL`);
      return person?.email ?? null;
    },
    async send({ id, to, text: { subject, lines, link } }) {
      await mailer.send({ id, to, subject, text: [...lines, "", link, "", "Latchkey"].join("\n") });
    },
  };
}
