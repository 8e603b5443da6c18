import { systemActor } from "#domain/audit/audit-event.ts";
import type { Queryable } from "#server/adapters/db/database.ts";
import { sql } from "#server/adapters/db/sql.ts";
import { appendAudit } from "#server/audit/append-audit.ts";
import { tellPlatform } from "#server/health/tell-platform.ts";
import type { RoleSources } from "#server/identity/actor-from-principal.ts";
import { notify } from "#server/notifications/notify.ts";

interface Changed {
  readonly resourceId: string;
  readonly requestId: string;
  readonly name: string;
  /** Whose secret the back end keeps another one of than was delivered. */
  readonly generations: readonly number[];
}

/**
 * Says that somebody else changed a secret: the resource is blocked, a rotation that was asked for is forgotten, and
 * owner and platform team are alarmed. Nothing is ended. Once for each generation; the caller holds the
 * resource's lock.
 */
export async function markChanged(
  tx: Queryable,
  sources: RoleSources,
  { resourceId, requestId, name, generations }: Changed,
): Promise<void> {
  const marked = await tx.query<{ id: string; generation: number; ownerId: string }>(sql`
    WITH marked AS (
      UPDATE grants SET changed_at = clock_timestamp() WHERE resource_id = ${resourceId} AND generation = ANY(${[...generations]})
        AND ended_at IS NULL AND changed_at IS NULL AND fingerprint IS NOT NULL RETURNING id, generation),
    blocked AS (
      UPDATE resources SET blocked_reason = 'secret_changed_elsewhere', updated_at = clock_timestamp(),
        reissue_by = CASE WHEN reissue = 'rotate' THEN NULL ELSE reissue_by END, reissue_access = 'owner', reissue = nullif(reissue, 'rotate')
      WHERE id = ${resourceId} AND EXISTS (SELECT FROM marked))
    SELECT m.id, m.generation, coalesce(r.owner_id, q.on_behalf_of_id, q.requester_id) AS "ownerId" FROM marked m
    JOIN resources r ON r.id = ${resourceId} JOIN requests q ON q.id = r.request_id ORDER BY m.generation`);
  const [first] = marked;
  if (first === undefined) return;
  const list = marked.map(({ generation }) => generation).join(", ");
  await appendAudit(tx, {
    stream: `resource:${resourceId}`,
    requestId,
    actor: systemActor,
    action: "credential.changed_elsewhere",
    object: `resource:${resourceId}`,
    message: `Somebody else changed the secret of generation ${list} of ${name}. Rotation has stopped; nothing was ended.`,
    details: { blockedReason: "secret_changed_elsewhere", generations: marked.map(({ generation }) => generation) },
  });
  const template = "credential.changed_elsewhere";
  const payload = { resourceId, name, generation: list };
  await notify(tx, { dedupeKey: `${template}:${first.id}:owner`, recipientId: first.ownerId, template, payload });
  await tellPlatform(tx, sources, { template, key: first.id, payload });
}
