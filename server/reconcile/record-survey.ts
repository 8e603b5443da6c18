import { systemActor } from "#domain/audit/audit-event.ts";
import type { OwnedObject } from "#domain/provisioning/resource-type.ts";
import type { Queryable } from "#server/adapters/db/database.ts";
import { sql } from "#server/adapters/db/sql.ts";
import { appendAudit } from "#server/audit/append-audit.ts";
import type { ServerContext } from "#server/context.ts";
import { tellPlatform } from "#server/health/tell-platform.ts";
import { newId } from "#server/ids/new-id.ts";

/** What was destroyed more recently may still be in a list that was begun before; longer than one step can take. */
const graceSeconds = 150;

/** Everything of ours on one back end. */
export interface Survey {
  readonly backend: string;
  readonly type: string;
  /** By the database's clock, before the back end was asked. */
  readonly begunAt: Date;
  readonly owned: readonly OwnedObject[];
}

interface Stray {
  readonly resourceId: string;
  readonly why: "unknown" | "destroyed";
}

/**
 * Writes down what bears our marker and belongs to no living resource, and what of that is not there any more; the
 * platform team is told of what is new. A resource's row is older than anything of it on a back end, so what is younger
 * than this look is never taken for an orphan; and nothing on which a run is at work is.
 */
export async function recordSurvey(ctx: ServerContext, survey: Survey): Promise<void> {
  await ctx.db.transaction(async (tx) => {
    await tx.query(sql`SELECT FROM backend_surveys WHERE backend = ${survey.backend} FOR UPDATE`);
    const byResource = Map.groupBy(survey.owned, ({ resourceId }) => resourceId);
    const strays = await findStrays(tx, survey, [...byResource.keys()]);
    const fresh: string[] = [];
    for (const stray of strays) {
      const objects = byResource.get(stray.resourceId) ?? [];
      if (await keepOrphan(tx, survey, { ...stray, objects })) fresh.push(objects[0]?.name ?? stray.resourceId);
    }
    await settleGone(tx, survey, strays);
    await tx.query(sql`
      UPDATE backend_surveys SET looked_at = clock_timestamp(), failed_at = NULL, failure = NULL
      WHERE backend = ${survey.backend}`);
    if (fresh.length > 0) await tell(tx, ctx, { ...survey, fresh });
  });
}

async function findStrays(tx: Queryable, { begunAt }: Survey, ids: readonly string[]): Promise<readonly Stray[]> {
  return tx.query<Stray>(sql`
    SELECT n.id AS "resourceId", CASE WHEN r.id IS NULL THEN 'unknown' ELSE 'destroyed' END AS why
    FROM unnest(${[...ids]}::text[]) AS n(id) LEFT JOIN resources r ON r.id = n.id
    WHERE NOT EXISTS (SELECT FROM backend_canaries WHERE id = n.id)
      AND (r.id IS NULL OR (r.state = 'destroyed'
        AND r.destroyed_at < ${begunAt}::timestamptz - make_interval(secs => ${graceSeconds})
        AND NOT EXISTS (SELECT FROM runs WHERE resource_id = r.id AND state IN ('running', 'undoing'))))
    ORDER BY n.id`);
}

interface Found extends Stray {
  readonly objects: readonly OwnedObject[];
}

/** @returns true when it was not known before */
async function keepOrphan(tx: Queryable, survey: Survey, { resourceId, why, objects }: Found): Promise<boolean> {
  const id = newId("orp");
  const shown = objects.map(({ kind, name, identity }) => ({ kind, name, ...(identity && { identity }) }));
  const [row] = await tx.query<{ id: string }>(sql`
    INSERT INTO orphans (id, backend, resource_type, resource_id, why, objects)
    VALUES (${id}, ${survey.backend}, ${survey.type}, ${resourceId}, ${why}, ${JSON.stringify(shown)}::jsonb)
    ON CONFLICT (backend, resource_id) WHERE state IN ('found', 'quarantined')
    DO UPDATE SET seen_at = clock_timestamp(), sightings = orphans.sightings + 1, objects = EXCLUDED.objects, why = EXCLUDED.why
    RETURNING id`);
  if (row?.id !== id) return false;
  await appendAudit(tx, {
    stream: `orphan:${id}`,
    requestId: null,
    actor: systemActor,
    action: "orphan.found",
    object: `orphan:${id}`,
    message: `Found on ${survey.backend} with our mark and without an owner: ${spellWhy[why]}`,
    details: { backend: survey.backend, resourceId, why, objects: objects.map(({ kind, name }) => ({ kind, name })) },
  });
  return true;
}

const spellWhy = {
  unknown: "this ledger never had the resource that its mark names.",
  destroyed: "the ledger says that the resource is destroyed.",
} as const;

/** Also what is no orphan any more, because the ledger knows it again. */
async function settleGone(tx: Queryable, { backend }: Survey, strays: readonly Stray[]): Promise<void> {
  const gone = await tx.query<{ id: string; resourceId: string }>(sql`
    UPDATE orphans SET state = 'gone', ended_at = clock_timestamp(), wanted = NULL, wanted_by = NULL, wanted_reason = NULL
    WHERE backend = ${backend} AND state IN ('found', 'quarantined')
      AND resource_id <> ALL(${strays.map(({ resourceId }) => resourceId)}::text[])
      AND (lease_until IS NULL OR lease_until < clock_timestamp())
    RETURNING id, resource_id AS "resourceId"`);
  for (const { id, resourceId } of gone) {
    await appendAudit(tx, {
      stream: `orphan:${id}`,
      requestId: null,
      actor: systemActor,
      action: "orphan.gone",
      object: `orphan:${id}`,
      message: `It is not on ${backend} any more, or has an owner again.`,
      details: { backend, resourceId },
    });
  }
}

/** One message for all that is new at once. */
async function tell(
  tx: Queryable,
  ctx: ServerContext,
  { backend, begunAt, fresh }: Survey & { readonly fresh: readonly string[] },
): Promise<void> {
  const others = fresh.length - 1;
  await tellPlatform(tx, ctx, {
    template: "orphan.found",
    key: `${backend}:${begunAt.toISOString()}`,
    payload: {
      name: others === 0 ? (fresh[0] ?? "") : `${fresh[0] ?? ""} and ${others} more`,
      backend,
      reason: "look at the list of what nobody owns.",
    },
  });
}
