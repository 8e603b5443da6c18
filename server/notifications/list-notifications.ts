import { z } from "zod";
import type { Actor } from "#domain/access/actor.ts";
import type { NotificationList, NotificationListQuery, NotificationView } from "#domain/contracts/notification.ts";
import { aboutMessage } from "#domain/notifications/message-templates.ts";
import { spellSettled, type Standing } from "#domain/notifications/spell-settled.ts";
import { sql } from "#server/adapters/db/sql.ts";
import type { ServerContext } from "#server/context.ts";
import { writeMessage } from "#server/notifications/write-message.ts";
import { decodeCursor, encodeCursor } from "#server/requests/page-cursor.ts";

const pageRows = 25;

interface Row extends Standing {
  readonly id: string;
  readonly template: string;
  readonly payload: unknown;
  readonly isAsking: boolean;
  /** Whether it tells of the end that a thing in use has now. */
  readonly isEnding: boolean;
  readonly readAt: Date | null;
  readonly createdAt: Date;
}

const payloadSchema = z.record(z.string(), z.string());

/**
 * Lists the messages to the actor and to nobody else, newest first, each with whether it still asks something of them.
 *
 * @throws invalid_input for a cursor of another list
 */
export async function listNotifications(
  ctx: ServerContext,
  actor: Actor,
  { only, cursor, limit = pageRows }: NotificationListQuery,
): Promise<NotificationList> {
  const after = cursor === undefined ? null : decodeCursor(cursor, "notifications");
  const rows = await ctx.db.query<Row>(sql`
    SELECT n.id, n.template, n.payload, n.asks, n.read_at AS "readAt", n.created_at AS "createdAt",
      coalesce(still_asks(n.asks, n.recipient_id, n.payload), false) AS "isAsking",
      EXISTS (SELECT FROM resources r WHERE n.template = 'resource.expires_soon' AND r.id = n.payload ->> 'resourceId'
        AND r.state = 'active' AND to_char(r.expires_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') = n.payload ->> 'expiresAt') AS "isEnding",
      q.state AS "requestState",
      v.verdict, v.name AS "by", coalesce(v.principal_id = ${actor.principalId}, false) AS "isOwnVote"
    FROM notifications n
      LEFT JOIN requests q ON n.asks IN ('vote', 'answer') AND q.id = n.payload ->> 'requestId'
      LEFT JOIN LATERAL (SELECT w.verdict, w.principal_id, coalesce(p.name, p.email) AS name
        FROM votes w JOIN principals p ON p.id = w.principal_id
        WHERE w.request_id = q.id AND w.valid ORDER BY w.at DESC LIMIT 1) v ON true
    WHERE n.recipient_id = ${actor.principalId}
      AND (${after?.createdAt ?? null}::timestamptz IS NULL
        OR (n.created_at, n.id) < (${after?.createdAt ?? null}::timestamptz, ${after?.id ?? null}::text))
      AND (${only ?? null}::text IS DISTINCT FROM 'unread' OR n.read_at IS NULL)
      AND (${only ?? null}::text IS DISTINCT FROM 'needs_me'
        OR (n.asks IS NOT NULL AND still_asks(n.asks, n.recipient_id, n.payload)))
    ORDER BY n.created_at DESC, n.id DESC LIMIT ${limit + 1}`);
  const page = rows.slice(0, limit);
  const last = page.at(-1);
  return {
    items: page.map((row) => present(ctx, row)),
    nextCursor: rows.length > limit && last ? encodeCursor(last, "notifications") : null,
  };
}

function present({ settings }: ServerContext, row: Row): NotificationView {
  const { id, template, isAsking, readAt, createdAt } = row;
  const payload = payloadSchema.parse(row.payload);
  const { subject, lines, link } = writeMessage(template, payload, settings);
  return {
    id,
    template,
    kind: aboutMessage(template).kind,
    subject,
    lines: [...lines],
    link,
    extends: row.isEnding ? (payload.resourceId ?? null) : null,
    needsMe: isAsking,
    settled: isAsking ? null : spellSettled(row),
    readAt: readAt?.toISOString() ?? null,
    createdAt: createdAt.toISOString(),
  };
}
