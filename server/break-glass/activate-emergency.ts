import type { Actor } from "#domain/access/actor.ts";
import { auditActor } from "#domain/audit/audit-event.ts";
import type { Queryable } from "#server/adapters/db/database.ts";
import { sql } from "#server/adapters/db/sql.ts";
import { appendAudit } from "#server/audit/append-audit.ts";
import type { ReadGlassCase } from "#server/break-glass/read-glass-case.ts";
import { readSkippedApprovers } from "#server/break-glass/read-skipped-approvers.ts";
import type { ServerContext } from "#server/context.ts";
import { findSecurity } from "#server/notifications/find-security.ts";
import { notify } from "#server/notifications/notify.ts";
import { promise } from "#server/outbox/promise.ts";

/** A use that everybody it needs has agreed to. */
export interface AgreedEmergency {
  readonly id: string;
  readonly incident: string;
  readonly reason: string;
  readonly by: { readonly principalId: string; readonly email: string | null; readonly name: string };
  /** Who confirmed it; null: one person was enough. */
  readonly second: Actor | null;
}

/**
 * Lets emergency access begin: its time runs from now on by the database's clock, its review is open, and its user's
 * credential, the owner, security and those who were passed over are promised their word. For a resource that the
 * caller has locked.
 */
export async function activateEmergency(
  tx: Queryable,
  ctx: Pick<ServerContext, "catalog" | "settings">,
  { glass, agreed, actor }: { readonly glass: ReadGlassCase; readonly agreed: AgreedEmergency; readonly actor: Actor },
): Promise<void> {
  const { id, by, second } = agreed;
  const parties = second === null ? [by] : [by, second];
  const reviewers = await readSkippedApprovers(tx, ctx, { requestId: glass.requestId, parties });
  const { reviewHours } = ctx.catalog.breakGlass;
  const [active] = await tx.query<{ until: Date }>(sql`
    UPDATE emergencies e SET state = 'active', activated_at = c.at, until = c.at + make_interval(mins => e.ttl_minutes),
      second_id = ${second?.principalId ?? null}, reviewers = ${[...reviewers]},
      review_due_at = c.at + make_interval(hours => ${reviewHours})
    FROM (SELECT date_trunc('milliseconds', clock_timestamp()) AS at) c
    WHERE e.id = ${id} AND e.state = 'waiting' RETURNING e.until`);
  if (active === undefined) throw new Error(`Emergency ${id} does not wait.`);
  const until = active.until.toISOString();
  await appendAudit(tx, {
    stream: `resource:${glass.id}`,
    requestId: glass.requestId,
    actor: auditActor(actor),
    action: "emergency.activated",
    object: `emergency:${id}`,
    message: `Emergency access of ${by.name} to ${glass.name} until ${until}: incident ${agreed.incident}.`,
    details: { by: by.principalId, second: second?.principalId ?? null, until, incident: agreed.incident, reviewers },
  });
  const told = new Set([glass.ownerId, ...(await findSecurity(tx, ctx)), ...reviewers]);
  for (const recipientId of told) {
    if (recipientId === by.principalId) continue;
    await notify(tx, {
      dedupeKey: `emergency.activated:${id}:${recipientId}`,
      recipientId,
      template: reviewers.includes(recipientId) ? "emergency.to_review" : "emergency.activated",
      payload: messageOf(glass, agreed, { until }),
    });
  }
  await promise(tx, { topic: "resource.tend", key: glass.id, payload: { resourceId: glass.id } });
}

/** What every message of one use says: names, ids and the reason. */
export function messageOf(
  glass: Pick<ReadGlassCase, "id" | "name" | "environment">,
  {
    id,
    by,
    incident,
    reason,
  }: Pick<AgreedEmergency, "id" | "incident" | "reason"> & { readonly by: { readonly name: string } },
  more: Readonly<Record<string, string>> = {},
): Readonly<Record<string, string>> {
  const { id: resourceId, name, environment } = glass;
  return { resourceId, name, environment, emergencyId: id, by: by.name, incident, reason, ...more };
}
