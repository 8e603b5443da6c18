import type { Actor } from "#domain/access/actor.ts";
import type { RequestListQuery, RequestView } from "#domain/contracts/request.ts";
import { listQueue } from "#server/approvals/list-queue.ts";
import type { ServerContext } from "#server/context.ts";
import { findRequestPage } from "#server/requests/find-request-page.ts";
import { encodeCursor } from "#server/requests/page-cursor.ts";
import { presentRequest } from "#server/requests/present-request.ts";
import { requestFilter } from "#server/requests/request-filter.ts";
import { requestSelect } from "#server/requests/request-record.ts";
import { visibleParts, type RequestParts } from "#server/requests/visible-requests.ts";

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
  const parts = partsOf(actor, query.scope);
  const page = { cursor: query.cursor, limit: limit + 1 };
  const found = await findRequestPage(ctx.db, { parts, filter: query, page });
  const [shown, last] = [found.slice(0, limit), found[limit - 1]];
  const records = await ctx.db.prisma.request.findMany({
    where: { id: { in: shown.map(({ id }) => id) } },
    orderBy: [{ createdAt: "desc" }, { id: "desc" }],
    select: requestSelect,
  });
  return {
    items: records.map((record) => presentRequest(record, ctx.settings)),
    nextCursor: found.length > limit && last ? encodeCursor(last, "requests") : null,
  };
}

/** What waits for the actor, in the order of their queue. */
async function listToApprove(ctx: ServerContext, actor: Actor, query: RequestListQuery): Promise<RequestPage> {
  const { cursor, limit = pageRows } = query;
  const { records, nextCursor } = await listQueue(ctx, actor, { cursor, limit, where: requestFilter(query) });
  return { items: records.map((record) => presentRequest(record, ctx.settings)), nextCursor };
}

/** A part of what the actor sees, whoever they are: their own and their teams' are theirs to see. */
function partsOf(actor: Actor, scope: Exclude<RequestListQuery["scope"], "to_approve">): RequestParts {
  const visible = visibleParts(actor);
  switch (scope) {
    case "mine":
      return { ...visible, all: false, teams: [] };
    case "team":
      return { ...visible, all: false, personId: null };
    case "all":
    case undefined:
      return visible;
  }
}
