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
  readonly reason: "gone" | "failing";
}

const sentences = {
  gone: "It answered 410 Gone: nothing is sent there any more.",
  failing: `Every attempt has failed for ${failingDaysMax} days: nothing is sent there any more.`,
} as const;

/** Switches off an endpoint that does not want to be told, and tells who keeps it. One that is off already stays as it is. */
export async function disableWebhook(ctx: ServerContext, { id, reason }: Disabled): Promise<void> {
  await ctx.db.transaction(async (tx) => {
    const [row] = await tx.query<{ team: string | null; url: string }>(sql`
      UPDATE webhooks SET state = 'disabled', disabled_reason = ${reason}
      WHERE id = ${id} AND state = 'active' RETURNING team, url`);
    if (row === undefined) return;
    const { host } = new URL(row.url);
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
  { id, reason, team, host }: Disabled & { readonly team: string | null; readonly host: string },
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
