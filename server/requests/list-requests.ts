import type { Actor } from "#domain/access/actor.ts";
import { canDecide } from "#domain/approvals/can-decide.ts";
import type { RequestListQuery, RequestView } from "#domain/contracts/request.ts";
import type { Prisma } from "#prisma/generated/client.ts";
import { approvalCase } from "#server/approvals/approval-case.ts";
import { readAccountOwners } from "#server/approvals/read-account-owners.ts";
import { readAskedStages } from "#server/approvals/read-asked-stages.ts";
import type { ServerContext } from "#server/context.ts";
import { afterCursor, encodeCursor } from "#server/requests/page-cursor.ts";
import { presentRequest } from "#server/requests/present-request.ts";
import { requestSelect, type RequestRecord } from "#server/requests/request-record.ts";
import { visibleRequests } from "#server/requests/visible-requests.ts";

/** One page of requests, and where the next begins. */
export interface RequestPage {
  readonly items: readonly RequestView[];
  readonly nextCursor: string | null;
}

const pageRows = 25;

/** Lists what the actor may know of, newest first; `scope` narrows it to mine, my teams', or what waits for me. */
export async function listRequests(ctx: ServerContext, actor: Actor, query: RequestListQuery): Promise<RequestPage> {
  const limit = query.limit ?? pageRows;
  const records = await ctx.db.prisma.request.findMany({
    where: { AND: [visibleRequests(actor), scoped(actor, query), filtered(query), afterCursor(query.cursor)] },
    orderBy: [{ createdAt: "desc" }, { id: "desc" }],
    take: limit + 1,
    select: requestSelect,
  });
  const page = records.slice(0, limit);
  const last = page.at(-1);
  const shown = query.scope === "to_approve" ? await decidable(ctx, actor, page) : page;
  return {
    items: shown.map((record) => presentRequest(record, ctx.settings)),
    nextCursor: records.length > limit && last ? encodeCursor(last) : null,
  };
}

async function decidable(ctx: ServerContext, actor: Actor, page: readonly RequestRecord[]) {
  const owners = await readAccountOwners(
    ctx.db,
    page.map((record) => record.requesterId),
  );
  const ids = page.map(({ id }) => id);
  const asked = await readAskedStages(ctx.db, actor, ids);
  return page.filter((record) => {
    const requesterOwners = owners.get(record.requesterId) ?? [];
    const askedStages = asked.get(record.id) ?? null;
    return canDecide(approvalCase(ctx.catalog, actor, { ...record, requesterOwners, askedStages })).allowed;
  });
}

function scoped(actor: Actor, { scope }: RequestListQuery): Prisma.RequestWhereInput {
  switch (scope) {
    case "mine":
      return { OR: [{ requesterId: actor.principalId }, { onBehalfOfId: actor.principalId }] };
    case "team":
      return { team: { in: actor.memberships.map((membership) => membership.team) } };
    case "to_approve":
      return { state: "pending_approval", requesterId: { not: actor.principalId } };
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
