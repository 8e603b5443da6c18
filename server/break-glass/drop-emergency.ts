import { systemActor } from "#domain/audit/audit-event.ts";
import type { Queryable } from "#server/adapters/db/database.ts";
import { sql } from "#server/adapters/db/sql.ts";
import { appendAudit } from "#server/audit/append-audit.ts";
import { notify } from "#server/notifications/notify.ts";

interface Dropping {
  readonly resourceId: string;
  readonly requestId: string;
  readonly generation: number;
  readonly reason: string;
}

/** Ends emergency access of which nothing was ever handed out, and tells whoever waited for it why. */
export async function dropEmergency(
  tx: Queryable,
  { resourceId, requestId, generation, reason }: Dropping,
): Promise<void> {
  const [dropped] = await tx.query<{ id: string; principalId: string; name: string; incident: string }>(sql`
    UPDATE emergencies e SET state = 'ended', ended_at = clock_timestamp(), until = least(until, clock_timestamp())
    FROM resources r WHERE r.id = e.resource_id AND r.id = ${resourceId} AND e.generation = ${generation}
      AND e.state = 'active' RETURNING e.id, e.principal_id AS "principalId", r.name, e.incident`);
  if (dropped === undefined) return;
  const { id, principalId, name, incident } = dropped;
  await appendAudit(tx, {
    stream: `resource:${resourceId}`,
    requestId,
    actor: systemActor,
    action: "emergency.not_begun",
    object: `emergency:${id}`,
    message: `No emergency access for ${incident}: ${reason} Nothing was opened.`,
    details: { generation },
  });
  await notify(tx, {
    dedupeKey: `emergency.not_begun:${id}`,
    recipientId: principalId,
    template: "emergency.not_begun",
    payload: { resourceId, emergencyId: id, name, reason },
  });
}
