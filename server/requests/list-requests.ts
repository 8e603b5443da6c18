import type { Actor } from "#domain/access/actor.ts";
import type { RequestListQuery, RequestView } from "#domain/contracts/request.ts";
import type { Prisma } from "#prisma/generated/client.ts";
import { listQueue } from "#server/approvals/list-queue.ts";
import type { ServerContext } from "#server/context.ts";
import { afterCursor, encodeCursor } from "#server/requests/page-cursor.ts";
import { presentRequest } from "#server/requests/present-request.ts";
import { requestSelect } from "#server/requests/request-record.ts";
import { visibleRequests } from "#server/requests/visible-requests.ts";

/** One page of requests, and where the next begins. */
export interface RequestPage {
  readonly items: readonly RequestView[];
  readonly nextCursor: string | null;
}

const pageRows = 25;

/**
 * Lists what the actor may know of, newest first; `scope` narrows it to mine or my teams', or lists what waits for me, in
 * the order of `listQueue`.
 */
export async function listRequests(ctx: ServerContext, actor: Actor, query: RequestListQuery): Promise<RequestPage> {
  if (query.scope === "to_approve") return listToApprove(ctx, actor, query);
  const limit = query.limit ?? pageRows;
  const records = await ctx.db.prisma.request.findMany({
    where: { AND: [visibleRequests(actor), scoped(actor, query), filtered(query), afterCursor(query.cursor)] },
    orderBy: [{ createdAt: "desc" }, { id: "desc" }],
    take: limit + 1,
    select: requestSelect,
  });
  const page = records.slice(0, limit);
  const last = page.at(-1);
  return {
    items: page.map((record) => presentRequest(record, ctx.settings)),
    nextCursor: records.length > limit && last ? encodeCursor(last) : null,
  };
}

/** What waits for the actor, in the order of their queue. */
async function listToApprove(ctx: ServerContext, actor: Actor, query: RequestListQuery): Promise<RequestPage> {
  const { cursor, limit = pageRows } = query;
  const { records, nextCursor } = await listQueue(ctx, actor, { cursor, limit, where: filtered(query) });
  return { items: records.map((record) => presentRequest(record, ctx.settings)), nextCursor };
}

function scoped(actor: Actor, { scope }: RequestListQuery): Prisma.RequestWhereInput {
  switch (scope) {
    case "mine":
      return { OR: [{ requesterId: actor.principalId }, { onBehalfOfId: actor.principalId }] };
    case "team":
      return { team: { in: actor.memberships.map((membership) => membership.team) } };
    case "to_approve":
    case "all":
    case undefined:
      return {};
  }
}

function filtered({ state, team, environment, template, q }: RequestListQuery): Prisma.RequestWhereInput {
  return {
    ...(state && { state }),
    ...(team && { team }),
    ...(environment && { environment }),
    ...(template && { templateId: template }),
    ...(q && { OR: [{ name: { contains: q.toLowerCase() } }, { purpose: { contains: q, mode: "insensitive" } }] }),
  };
}
