import { sql } from "#server/adapters/db/sql.ts";
import type { ServerContext } from "#server/context.ts";
import { findSecurity } from "#server/notifications/find-security.ts";
import { recordNotification } from "#server/notifications/notify.ts";

interface Refused {
  readonly at: Date;
  readonly who: string;
  readonly resourceId: string;
  readonly name: string;
  readonly recipientId: string;
  readonly recipient: string;
}

/**
 * Records the alarm that somebody else tried to open a grant, to its recipient and to security: once per ten minutes,
 * which the row stands for. Gives the ids of the new messages, for the caller to send.
 */
export async function tellRefusedOpens(ctx: ServerContext, grantId: string): Promise<readonly string[]> {
  return ctx.db.transaction(async (tx) => {
    const untold = await tx.query<Refused>(sql`
      UPDATE refused_opens o SET told_at = clock_timestamp()
      FROM grants g JOIN resources r ON r.id = g.resource_id JOIN principals p ON p.id = g.recipient_id
      WHERE o.grant_id = ${grantId} AND o.told_at IS NULL AND g.id = o.grant_id
      RETURNING o.at, o.who, r.id AS "resourceId", r.name, p.id AS "recipientId", p.name AS recipient`);
    const recorded: string[] = [];
    for (const { at, who, resourceId, name, recipientId, recipient } of untold) {
      for (const id of new Set([recipientId, ...(await findSecurity(tx, ctx))])) {
        const message = await recordNotification(tx, {
          dedupeKey: `grant.refused:${grantId}:${at.getTime()}:${id}`,
          recipientId: id,
          template: "grant.refused",
          payload: { resourceId, grantId, name, who, recipient },
        });
        if (message !== null) recorded.push(message);
      }
    }
    return recorded;
  });
}
