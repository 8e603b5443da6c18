import type { Actor } from "#domain/access/actor.ts";
import type { GrantView } from "#domain/contracts/grant.ts";
import { AppError } from "#domain/errors/app-error.ts";
import type { ServerContext } from "#server/context.ts";
import { presentGrant } from "#server/grants/present-grant.ts";
import { grantSelect } from "#server/requests/request-record.ts";
import { visibleResources } from "#server/resources/visible-resources.ts";

/**
 * Shows a grant's metadata to whoever may know of its request.
 *
 * @throws not_found alike for one that does not exist and one that is not theirs
 */
export async function showGrant(ctx: ServerContext, actor: Actor, id: string): Promise<GrantView> {
  const where = { AND: [{ id }, { resource: visibleResources(actor) }] };
  const record = await ctx.db.prisma.grant.findFirst({ where, select: grantSelect });
  if (record === null) throw new AppError("not_found", "There is no such grant, or it is not yours to see.");
  return presentGrant(record, ctx.settings);
}
