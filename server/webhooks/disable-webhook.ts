import { systemActor } from "#domain/audit/audit-event.ts";
import { failingDaysMax } from "#domain/webhooks/webhook-limits.ts";
import type { Queryable } from "#server/adapters/db/database.ts";
import { sql } from "#server/adapters/db/sql.ts";
import { appendAudit } from "#server/audit/append-audit.ts";
import type { ServerContext } from "#server/context.ts";
import { findPlatform } from "#server/health/find-platform.ts";
import { notify } from "#server/notifications/notify.ts";
import { findTeamLeads } from "#server/people/find-team-leads.ts";

interface Disabled {
  readonly id: string;
  /** Where the attempt went that says so: it says nothing about a URL that was put in its place. */
  readonly url: string;
  readonly reason: "gone" | "failing";
}

const sentences = {
  gone: "It answered 410 Gone: nothing is sent there any more.",
  failing: `Every attempt has failed for more than ${failingDaysMax} days: nothing is sent there any more.`,
} as const;

/**
 * Switches off an endpoint that does not want to be told, or that has done nothing but fail for days, and tells who keeps
 * it. One that is off already, that goes elsewhere now, or that has succeeded since, stays as it is.
 */
export async function disableWebhook(ctx: ServerContext, { id, url, reason }: Disabled): Promise<void> {
  await ctx.db.transaction(async (tx) => {
    const [row] = await tx.query<{ team: string | null }>(sql`
      UPDATE webhooks SET state = 'disabled', disabled_reason = ${reason}
      WHERE id = ${id} AND state = 'active' AND url = ${url} AND (${reason === "gone"}
        OR failing_since <= clock_timestamp() - make_interval(days => ${failingDaysMax})) RETURNING team`);
    if (row === undefined) return;
    const { host } = new URL(url);
    await appendAudit(tx, {
      stream: `webhook:${id}`,
      requestId: null,
      actor: systemActor,
      action: "webhook.disabled",
      object: `webhook:${id}`,
      message: `Webhook to ${host} disabled. ${sentences[reason]}`,
      details: { reason },
    });
    await tellOwners(tx, ctx, { id, reason, team: row.team, host });
  });
}

async function tellOwners(
  tx: Queryable,
  ctx: ServerContext,
  { id, reason, team, host }: Pick<Disabled, "id" | "reason"> & { readonly team: string | null; readonly host: string },
): Promise<void> {
  const owners = team === null ? await findPlatform(tx, ctx, ["platform"]) : await findTeamLeads(tx, ctx, team);
  const [row] = await tx.query<{ seq: string }>(sql`
    SELECT max(seq)::text AS seq FROM audit_events WHERE stream = ${`webhook:${id}`}`);
  for (const recipientId of owners) {
    await notify(tx, {
      dedupeKey: `webhook.disabled:${id}:${row?.seq}:${recipientId}`,
      recipientId,
      template: "webhook.disabled",
      payload: { webhookId: id, name: host, reason: sentences[reason] },
    });
  }
}
