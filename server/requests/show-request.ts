import type { Actor } from "#domain/access/actor.ts";
import type { RequestView } from "#domain/contracts/request.ts";
import { AppError } from "#domain/errors/app-error.ts";
import type { ServerContext } from "#server/context.ts";
import { isStillAsked } from "#server/requests/is-still-asked.ts";
import { presentRequest } from "#server/requests/present-request.ts";
import { requestSelect, type RequestRecord } from "#server/requests/request-record.ts";
import { visibleOrAsked } from "#server/requests/visible-or-asked.ts";

/**
 * Shows one request to whoever may know of it.
 *
 * @throws not_found alike for one that does not exist and one that is not theirs
 */
export async function showRequest(ctx: ServerContext, actor: Actor, id: string): Promise<RequestView> {
  return presentRequest(await findVisibleRequest(ctx, actor, id), ctx.settings);
}

/** Reads the row behind `showRequest`, under the same rule. */
export async function findVisibleRequest(ctx: ServerContext, actor: Actor, id: string): Promise<RequestRecord> {
  const where = { AND: [{ id }, visibleOrAsked(actor)] };
  const record = await ctx.db.prisma.request.findFirst({ where, select: requestSelect });
  if (record === null || !isStillAsked(ctx.catalog, actor, record)) throw requestNotFound();
  return record;
}

/** The one answer for a request that is not there and for one that is not theirs. */
export function requestNotFound(): AppError {
  return new AppError("not_found", "There is no such request, or it is not yours to see.");
}
