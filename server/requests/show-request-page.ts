import type { Actor } from "#domain/access/actor.ts";
import type { Permission } from "#domain/access/permission.ts";
import type { NarrowPlace } from "#domain/approvals/narrow-request.ts";
import { canDecide } from "#domain/approvals/can-decide.ts";
import { promotionOf } from "#domain/catalog/promotion-of.ts";
import type { ParameterProperty } from "#domain/catalog/parameter-property.ts";
import type { RequestEvent, RequestView } from "#domain/contracts/request.ts";
import { canAccept, canWithdraw } from "#domain/requests/can.ts";
import { approvalCase } from "#server/approvals/approval-case.ts";
import { readAccountOwners } from "#server/approvals/read-account-owners.ts";
import { readAskedStages } from "#server/approvals/read-asked-stages.ts";
import { findStoredTemplate } from "#server/catalog/find-stored-template.ts";
import type { ServerContext } from "#server/context.ts";
import { presentRequest } from "#server/requests/present-request.ts";
import type { RequestRecord } from "#server/requests/request-record.ts";
import { findVisibleRequest } from "#server/requests/show-request.ts";
import { listRequestEvents } from "#server/requests/watch-request.ts";

/** A request with its history, the template version it was filed under, and what the actor may do with it now. */
export interface RequestPage {
  readonly request: RequestView;
  readonly events: readonly RequestEvent[];
  readonly template: {
    readonly title: string;
    readonly properties: Readonly<Record<string, ParameterProperty>>;
    /** True while today's catalog has a template of that id. */
    readonly offered: boolean;
  };
  readonly canWithdraw: Permission;
  /** Null unless an approval is pending. */
  readonly canDecide: Permission | null;
  /** Null unless something is offered. */
  readonly canAccept: Permission | null;
  /** By what an offer of less is measured; null unless an approval is pending. */
  readonly narrowPlace: NarrowPlace | null;
  /** The next environment in the order of promotion that the template is offered in; null: none. */
  readonly promotion: { readonly id: string; readonly title: string } | null;
}

/**
 * Shows everything the page of one request needs, from one reading of its row.
 *
 * The history is read before the row: the row knows of every event that is given, so that a page which follows the
 * events after these is told of each change that it does not show yet.
 * @throws not_found alike for one that does not exist and one that is not theirs
 */
export async function showRequestPage(ctx: ServerContext, actor: Actor, id: string): Promise<RequestPage> {
  const events = await listRequestEvents(ctx, actor, { id, after: null });
  const record = await findVisibleRequest(ctx, actor, id);
  const request = presentRequest(record, ctx.settings);
  const { title, parameters, sizes } = await findStoredTemplate(ctx.db, request.template.version);
  const isPending = request.state === "pending_approval";
  const { deliveries } = request.decision.effective;
  const { sizeScale } = ctx.catalog.settings;
  return {
    request,
    events,
    template: { title, properties: parameters.properties, offered: ctx.catalog.templates.has(request.template.id) },
    canWithdraw: canWithdraw(actor, { ...record, state: request.state }),
    canDecide: isPending ? await decidePermission(ctx, actor, record) : null,
    canAccept: request.counterOffer && canAccept(actor, { ...record, state: request.state, isOffered: true }),
    narrowPlace:
      isPending && request.about === null ? { template: { sizes, parameters }, sizeScale, deliveries } : null,
    promotion:
      request.about !== null
        ? null
        : promotionOf(ctx.catalog, { template: request.template.id, environment: request.environment }),
  };
}

async function decidePermission(ctx: ServerContext, actor: Actor, record: RequestRecord): Promise<Permission> {
  const owners = await readAccountOwners(ctx.db, [record.requesterId]);
  const requesterOwners = owners.get(record.requesterId) ?? [];
  const askedStages = (await readAskedStages(ctx.db, actor, [record.id])).get(record.id) ?? null;
  const answer = canDecide(approvalCase(ctx.catalog, actor, { ...record, requesterOwners, askedStages }));
  return answer.allowed ? answer : { allowed: false, reason: answer.reason };
}
