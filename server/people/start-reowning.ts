import { systemActor } from "#domain/audit/audit-event.ts";
import { takeOverDays } from "#domain/people/take-over-days.ts";
import type { Queryable } from "#server/adapters/db/database.ts";
import { sql } from "#server/adapters/db/sql.ts";
import { appendAudit } from "#server/audit/append-audit.ts";
import type { ServerContext } from "#server/context.ts";
import { notify } from "#server/notifications/notify.ts";
import { findTeamLeads } from "#server/people/find-team-leads.ts";

interface Owned {
  readonly id: string;
  readonly leaver: string;
}

/** Starts the time in which somebody of its team can take over each thing of a deactivated person; its leads are told. */
export async function startReowning(ctx: ServerContext, principalId: string): Promise<void> {
  const owned = await ctx.db.query<Owned>(sql`
    SELECT r.id, p.name AS leaver FROM resources r JOIN requests q ON q.id = r.request_id JOIN principals p ON p.id = ${principalId}
    WHERE p.disabled_at IS NOT NULL AND (q.requester_id = p.id OR q.on_behalf_of_id = p.id OR r.owner_id = p.id)
      AND coalesce(r.owner_id, q.on_behalf_of_id, q.requester_id) = p.id AND r.owner_left_at IS NULL
      AND r.state IN ('active', 'frozen') ORDER BY r.id`);
  for (const resource of owned) await ctx.db.transaction((tx) => startOne(tx, ctx, { ...resource, principalId }));
}

interface Unowned {
  readonly requestId: string;
  readonly name: string;
  readonly team: string;
  readonly environment: string;
  readonly until: Date | null;
}

/** Decided under the resource's lock: what somebody took over meanwhile has an owner. */
async function startOne(
  tx: Queryable,
  ctx: ServerContext,
  { id, leaver, principalId }: Owned & { readonly principalId: string },
): Promise<void> {
  await tx.query(sql`SELECT FROM resources WHERE id = ${id} FOR UPDATE`);
  const [unowned] = await tx.query<Unowned>(sql`
    UPDATE resources r SET owner_left_at = clock_timestamp(), take_over_until = CASE WHEN r.state = 'active'
      THEN clock_timestamp() + make_interval(days => ${takeOverDays}) END, updated_at = clock_timestamp()
    FROM requests q, principals p
    WHERE r.id = ${id} AND q.id = r.request_id AND p.id = ${principalId} AND p.disabled_at IS NOT NULL
      AND coalesce(r.owner_id, q.on_behalf_of_id, q.requester_id) = p.id AND r.owner_left_at IS NULL
      AND r.state IN ('active', 'frozen')
    RETURNING r.request_id AS "requestId", r.name, r.team, r.environment, r.take_over_until AS until`);
  if (unowned === undefined) return;
  const { requestId, name, team, environment, until } = unowned;
  await appendAudit(tx, {
    stream: `resource:${id}`,
    requestId,
    actor: systemActor,
    action: "resource.owner_left",
    object: `resource:${id}`,
    message:
      until === null
        ? `${leaver}, who owned it, has left. Somebody of the team can take it over.`
        : `${leaver}, who owned it, has left. Somebody of the team can take it over for ${takeOverDays} days; then it is frozen.`,
    details: { owner: principalId, until: until?.toISOString() ?? null },
  });
  for (const recipientId of await findTeamLeads(tx, ctx, team)) {
    await notify(tx, {
      dedupeKey: `resource.owner_left:${id}:${principalId}:${recipientId}`,
      recipientId,
      template: "resource.owner_left",
      payload: {
        ...{ resourceId: id, name, by: leaver, environment, team: ctx.catalog.teams.get(team)?.name ?? team },
        ...(until && { until: until.toISOString() }),
      },
    });
  }
}
