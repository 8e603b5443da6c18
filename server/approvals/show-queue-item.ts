import type { Actor } from "#domain/access/actor.ts";
import { canDecide } from "#domain/approvals/can-decide.ts";
import { templateDefaults } from "#domain/approvals/template-defaults.ts";
import type { QueueItem } from "#domain/contracts/queue.ts";
import { changedFields } from "#domain/requests/changed-fields.ts";
import { approvalCase } from "#server/approvals/approval-case.ts";
import { findSimilarRequest } from "#server/approvals/find-similar-request.ts";
import { planOfRequest } from "#server/approvals/plan-of-request.ts";
import { presentQueueEntry } from "#server/approvals/present-queue-entry.ts";
import { queueSelect, type QueueRecord } from "#server/approvals/queue-record.ts";
import { readAccountOwners } from "#server/approvals/read-account-owners.ts";
import { readAskedStages } from "#server/approvals/read-asked-stages.ts";
import { findStoredTemplate } from "#server/catalog/find-stored-template.ts";
import type { ServerContext } from "#server/context.ts";
import { isStillAsked } from "#server/requests/is-still-asked.ts";
import { presentRequest } from "#server/requests/present-request.ts";
import { requestNotFound } from "#server/requests/show-request.ts";
import { visibleOrAsked } from "#server/requests/visible-or-asked.ts";

/**
 * Shows what somebody should know before they decide on a request: what will be built, how it differs from what the
 * template offers and from the team's last one, its risk, and whether they may decide. No secret is part of any of it.
 *
 * @throws not_found alike for one that does not exist and one that is not theirs
 */
export async function showQueueItem(ctx: ServerContext, actor: Actor, id: string): Promise<QueueItem> {
  const where = { AND: [{ id }, visibleOrAsked(actor)] };
  const record = await ctx.db.prisma.request.findFirst({ where, select: queueSelect });
  if (record === null || !isStillAsked(ctx.catalog, actor, record)) throw requestNotFound();
  const request = presentRequest(record, ctx.settings);
  const [template, similar, decide] = await Promise.all([
    findStoredTemplate(ctx.db, request.template.version),
    findSimilarRequest(ctx, actor, request),
    decidePermission(ctx, actor, record),
  ]);
  const { lifetimeHours, parameters } = request;
  return {
    entry: presentQueueEntry(request, record, ctx.catalog),
    request,
    parameterTitles: Object.fromEntries(
      Object.entries(template.parameters.properties).map(([name, { title }]) => [name, title]),
    ),
    // What exists is not built: nothing of it differs from what a template offers.
    plan: request.about === null ? planOfRequest(request, template) : null,
    fromTemplate:
      request.about === null ? [...changedFields(templateDefaults(template), { lifetimeHours, parameters })] : [],
    similar: request.about === null ? similar : null,
    decide,
  };
}

async function decidePermission(ctx: ServerContext, actor: Actor, record: QueueRecord): Promise<QueueItem["decide"]> {
  if (record.state !== "pending_approval") return null;
  const [owners, asked] = await Promise.all([
    readAccountOwners(ctx.db, [record.requesterId]),
    readAskedStages(ctx.db, actor, [record.id]),
  ]);
  const requesterOwners = owners.get(record.requesterId) ?? [];
  const askedStages = asked.get(record.id) ?? null;
  const answer = canDecide(approvalCase(ctx.catalog, actor, { ...record, requesterOwners, askedStages }));
  return { allowed: answer.allowed, reason: answer.allowed ? null : answer.reason };
}
