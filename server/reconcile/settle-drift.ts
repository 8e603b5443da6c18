import { systemActor, type AuditEvent } from "#domain/audit/audit-event.ts";
import { driftDigest } from "#domain/reconcile/drift-digest.ts";
import { looksToReport, reportedOf, type SeenDifference } from "#domain/reconcile/seen-difference.ts";
import type { Queryable } from "#server/adapters/db/database.ts";
import { appendAudit } from "#server/audit/append-audit.ts";
import type { ServerContext } from "#server/context.ts";
import { tellPlatform } from "#server/health/tell-platform.ts";
import { notify } from "#server/notifications/notify.ts";
import { readAdopted } from "#server/reconcile/read-adopted.ts";
import type { LookedResource } from "#server/reconcile/record-look.ts";

interface Looked {
  readonly resource: LookedResource;
  /** What the looks before this one had found. */
  readonly before: readonly SeenDifference[];
  /** With this one. */
  readonly drift: readonly SeenDifference[];
}

/**
 * Tells of drift of a locked resource when it is reported for the first time, and writes down when it is gone. The same
 * differences are told at most once a day, however often they come and go.
 */
export async function settleDrift(
  tx: Queryable,
  ctx: ServerContext,
  { resource, before, drift }: Looked,
): Promise<void> {
  const adopted = new Set(await readAdopted(tx, resource.id));
  const [was, is] = [reportedOf(before, adopted), reportedOf(drift, adopted)];
  if (is.some(({ looks }) => looks === looksToReport)) return tell(tx, ctx, { resource, differences: is });
  if (was.length > 0 && is.length === 0) {
    const message = "It is as it was granted again.";
    await appendAudit(tx, eventOf({ resource, differences: was }, "resource.drift_gone", message));
  }
}

interface Reported {
  readonly resource: LookedResource;
  readonly differences: readonly SeenDifference[];
}

async function tell(tx: Queryable, ctx: ServerContext, reported: Reported): Promise<void> {
  const { resource, differences } = reported;
  const { id: resourceId, name, ownerId } = resource;
  const list = differences.map(({ what }) => what).join("; ");
  await appendAudit(tx, eventOf(reported, "resource.drift_found", `It differs from what was granted: ${list}.`));
  const newest = differences
    .map(({ since }) => since)
    .sort()
    .at(-1);
  const key = `${resourceId}:${driftDigest(differences)}:${newest?.slice(0, 10) ?? ""}`;
  const told = { template: "resource.drifted", payload: { resourceId, name, changes: list } } as const;
  await notify(tx, { ...told, dedupeKey: `resource.drifted:${key}:${ownerId}`, recipientId: ownerId });
  await tellPlatform(tx, ctx, { ...told, key });
}

function eventOf({ resource, differences }: Reported, action: string, message: string): AuditEvent {
  return {
    stream: `resource:${resource.id}`,
    requestId: resource.requestId,
    actor: systemActor,
    action,
    object: `resource:${resource.id}`,
    message,
    details: { differences: differences.map(({ what, expected, found }) => ({ what, expected, found })) },
  };
}
