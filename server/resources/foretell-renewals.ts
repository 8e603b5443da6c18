import { clockActor } from "#domain/access/clock-actor.ts";
import type { Decision } from "#domain/contracts/decision.ts";
import type { Queryable } from "#server/adapters/db/database.ts";
import { sql } from "#server/adapters/db/sql.ts";
import type { ServerContext } from "#server/context.ts";
import { notify } from "#server/notifications/notify.ts";
import { findTeamLeads } from "#server/people/find-team-leads.ts";
import { decideAbout } from "#server/requests/file-about.ts";

const batchRows = 50;

interface Ending {
  readonly id: string;
  readonly name: string;
  readonly team: string;
  readonly ownerId: string;
  readonly until: Date;
  readonly dedupeKey: string;
}

/**
 * Tells each owner of what ends by itself, such as a certificate, 30 days ahead what today's rules say of its renewal: so
 * that a rule which has changed is met then and not at the end. The ledger computes what `renewalDueAt` does. Where it would not be granted at once, the leads of the
 * team are told too. Once for each end; nothing is filed. Gives how many were told of now.
 */
export async function foretellRenewals(ctx: ServerContext): Promise<number> {
  const near = await ctx.db.query<Ending>(sql`
    SELECT * FROM (
      SELECT r.id, r.name, r.team, r.expires_at AS until, coalesce(r.owner_id, q.on_behalf_of_id, q.requester_id) AS "ownerId",
        'renewal.due:' || r.id || ':' || to_char(r.expires_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS "dedupeKey"
      FROM resources r JOIN requests q ON q.id = r.request_id,
        LATERAL (SELECT CASE WHEN r.facts ->> 'notBefore' ~ '^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d{1,9})?Z$'
          THEN (r.facts ->> 'notBefore')::timestamptz ELSE r.ready_at END AS began) life
      WHERE r.state = 'active' AND r.facts ? 'notAfter' AND r.reissue IS NULL AND r.expires_at > clock_timestamp()
        AND r.expires_at <= clock_timestamp() + least(interval '30 days', (r.expires_at - life.began) / 3)
        AND NOT EXISTS (SELECT FROM grants WHERE resource_id = r.id AND state = 'pending' AND generation > 1)) n
    WHERE NOT EXISTS (SELECT FROM notifications WHERE dedupe_key = n."dedupeKey" || ':' || n."ownerId")
    ORDER BY until LIMIT ${batchRows}`);
  for (const ending of near) await ctx.db.transaction((tx) => tellOne(tx, ctx, ending));
  return near.length;
}

async function tellOne(tx: Queryable, ctx: ServerContext, ending: Ending): Promise<void> {
  const { id, name, team, ownerId, until, dedupeKey } = ending;
  const asked = { kind: "extend", actor: clockActor, lifetimeHours: null, purpose: null } as const;
  const { decision } = await decideAbout(tx, ctx, { ...asked, resourceId: id, requesterId: ownerId });
  const { outcome } = decision;
  const leads = outcome === "auto" ? [] : await findTeamLeads(tx, ctx, team);
  for (const recipientId of new Set([ownerId, ...leads])) {
    await notify(tx, {
      dedupeKey: `${dedupeKey}:${recipientId}`,
      recipientId,
      template: "renewal.due",
      payload: { resourceId: id, name, team, expiresAt: until.toISOString(), outcome, ...whyNot(decision) },
    });
  }
}

function whyNot({ trace }: Decision): { readonly reason?: string } {
  const rule = trace.find(({ result }) => result === "deny");
  return rule === undefined ? {} : { reason: rule.message };
}
