import { destroyNeedsApproval } from "#domain/guardrails/destroy-verdict.ts";
import { nextWarning, warningHours, type WarningHours } from "#domain/resources/next-warning.ts";
import type { Queryable } from "#server/adapters/db/database.ts";
import { sql } from "#server/adapters/db/sql.ts";
import type { ServerContext } from "#server/context.ts";
import { notify } from "#server/notifications/notify.ts";
import { findTeamLeads } from "#server/people/find-team-leads.ts";

const batchRows = 200;

interface Ending {
  readonly id: string;
  readonly name: string;
  readonly team: string;
  readonly environment: string;
  readonly ownerId: string;
  readonly from: Date;
  readonly until: Date;
  readonly now: Date;
}

/**
 * Tells each owner before the end of what is theirs, 7 days, a day and an hour ahead as far as that makes sense for its
 * lifetime, once for each end; the last time the leads of the team too. Of what is frozen, both are told a day before
 * its data is destroyed. What is extended has another end, which is told anew. Gives how many were told now.
 */
export async function tellEndsNear(ctx: ServerContext): Promise<number> {
  return ctx.db.transaction(async (tx) => {
    let told = 0;
    for (const hours of warningHours) told += await tellExpiring(tx, ctx, hours);
    return told + (await tellDestroyedSoon(tx, ctx));
  });
}

/** Looked for by the step itself, so that no number of ends farther away hides one that is near. */
async function tellExpiring(tx: Queryable, ctx: ServerContext, hours: WarningHours): Promise<number> {
  const near = await tx.query<Ending>(sql`
    SELECT r.id, r.name, r.team, r.environment, coalesce(r.owner_id, q.on_behalf_of_id, q.requester_id) AS "ownerId",
      coalesce(r.extended_at, r.first_claim_at, r.ready_at, r.created_at) AS "from", r.expires_at AS until,
      clock_timestamp() AS now
    FROM resources r JOIN requests q ON q.id = r.request_id
    WHERE r.state = 'active' AND r.expires_at > clock_timestamp()
      AND r.expires_at <= clock_timestamp() + make_interval(hours => ${hours})
      AND r.expires_at - coalesce(r.extended_at, r.first_claim_at, r.ready_at, r.created_at) >= make_interval(hours => ${hours * 2})
      AND NOT EXISTS (SELECT FROM notifications WHERE dedupe_key = 'resource.expires_soon:' || r.id || ':' || ${hours}::int
        || ':' || to_char(r.expires_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') || ':'
        || coalesce(r.owner_id, q.on_behalf_of_id, q.requester_id))
    ORDER BY r.expires_at LIMIT ${batchRows}`);
  const due = near.filter((ending) => nextWarning(ending, ending.now) === hours);
  for (const { id, name, team, ownerId, until } of due) {
    const leads = hours === warningHours.at(-1) ? await findTeamLeads(tx, ctx, team) : [];
    const expiresAt = until.toISOString();
    for (const recipientId of new Set([ownerId, ...leads])) {
      await notify(tx, {
        dedupeKey: `resource.expires_soon:${id}:${hours}:${expiresAt}:${recipientId}`,
        recipientId,
        template: "resource.expires_soon",
        payload: { resourceId: id, name, team, expiresAt },
      });
    }
  }
  return due.length;
}

/** A day before, or at half of a shorter window. What a human has to agree to is not said to be destroyed. */
async function tellDestroyedSoon(tx: Queryable, ctx: ServerContext): Promise<number> {
  const near = await tx.query<Ending>(sql`
    SELECT r.id, r.name, r.team, r.environment, coalesce(r.owner_id, q.on_behalf_of_id, q.requester_id) AS "ownerId",
      r.frozen_at AS "from", r.restore_until AS until, clock_timestamp() AS now
    FROM resources r JOIN requests q ON q.id = r.request_id
    WHERE r.state = 'frozen' AND r.reissue IS NULL AND r.restore_until > clock_timestamp()
      AND r.restore_until <= clock_timestamp() + least(interval '24 hours', (r.restore_until - r.frozen_at) / 2)
      AND NOT EXISTS (SELECT FROM notifications WHERE dedupe_key = 'resource.destroyed_soon:' || r.id || ':'
        || to_char(r.restore_until AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') || ':'
        || coalesce(r.owner_id, q.on_behalf_of_id, q.requester_id))
    ORDER BY r.restore_until LIMIT ${batchRows}`);
  const due = near.filter(({ environment }) => !destroyNeedsApproval(ctx.catalog, environment));
  for (const { id, name, team, ownerId, until } of due) {
    const restoreUntil = until.toISOString();
    for (const recipientId of new Set([ownerId, ...(await findTeamLeads(tx, ctx, team))])) {
      await notify(tx, {
        dedupeKey: `resource.destroyed_soon:${id}:${restoreUntil}:${recipientId}`,
        recipientId,
        template: "resource.destroyed_soon",
        payload: { resourceId: id, name, team, restoreUntil },
      });
    }
  }
  return due.length;
}
