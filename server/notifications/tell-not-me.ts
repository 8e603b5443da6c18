import { sql } from "#server/adapters/db/sql.ts";
import type { ServerContext } from "#server/context.ts";
import { findSecurity } from "#server/notifications/find-security.ts";
import { recordNotification } from "#server/notifications/notify.ts";

interface Said {
  readonly resourceId: string;
  readonly name: string;
  readonly recipientId: string;
  readonly recipient: string;
}

/**
 * Records the alarm that a recipient says it was not them, to security and to the recipient: whoever said it in their
 * name, they learn of it. Gives the ids of the new messages, for the caller to send.
 */
export async function tellNotMe(ctx: ServerContext, grantId: string): Promise<readonly string[]> {
  return ctx.db.transaction(async (tx) => {
    const [said] = await tx.query<Said>(sql`
      SELECT r.id AS "resourceId", r.name, p.id AS "recipientId", p.name AS recipient
      FROM grants g JOIN resources r ON r.id = g.resource_id JOIN principals p ON p.id = g.recipient_id
      WHERE g.id = ${grantId} AND g.not_me_at IS NOT NULL`);
    if (said === undefined) return [];
    const { resourceId, name, recipientId, recipient } = said;
    const recorded: string[] = [];
    for (const id of new Set([recipientId, ...(await findSecurity(tx, ctx))])) {
      const message = await recordNotification(tx, {
        dedupeKey: `grant.not_me:${grantId}:${id}`,
        recipientId: id,
        template: "grant.not_me",
        payload: { resourceId, grantId, name, recipient },
      });
      if (message !== null) recorded.push(message);
    }
    return recorded;
  });
}
