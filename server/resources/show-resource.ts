import type { Actor } from "#domain/access/actor.ts";
import type { ResourceDetailView } from "#domain/contracts/resource.ts";
import { AppError } from "#domain/errors/app-error.ts";
import type { Prisma } from "#prisma/generated/client.ts";
import type { ServerContext } from "#server/context.ts";
import { inspectionSelect } from "#server/reconcile/inspection-record.ts";
import { presentInspection } from "#server/reconcile/present-inspection.ts";
import { presentConnection } from "#server/resources/present-connection.ts";
import { presentResource } from "#server/resources/present-resource.ts";
import { resourceSelect } from "#server/resources/resource-record.ts";
import { visibleResources } from "#server/resources/visible-resources.ts";

/**
 * Shows one resource to whoever may know of it, with how it is reached while it is active.
 *
 * @throws not_found alike for one that does not exist and one that is not theirs
 */
export async function showResource(ctx: ServerContext, actor: Actor, id: string): Promise<ResourceDetailView> {
  const where = { AND: [{ id }, visibleResources(actor)] };
  const record = await ctx.db.prisma.resource.findFirst({ where, select: detailSelect });
  if (record === null) throw new AppError("not_found", "There is no such resource, or it is not yours to see.");
  const sizes = ctx.catalog.templates.get(record.request.templateId)?.sizes ?? [];
  const resource = { ...presentResource(record, ctx.settings), inspection: presentInspection(record, sizes) };
  return { ...resource, connection: resource.state === "active" ? presentConnection(record.connection) : null };
}

const detailSelect = {
  ...resourceSelect,
  ...inspectionSelect,
  connection: true,
} as const satisfies Prisma.ResourceSelect;
