import type { Actor } from "#domain/access/actor.ts";
import type { ResourceListQuery, ResourceView } from "#domain/contracts/resource.ts";
import { idleDays } from "#domain/reconcile/idle-days.ts";
import type { Prisma } from "#prisma/generated/client.ts";
import { likeLiteral } from "#server/adapters/db/like-literal.ts";
import type { ServerContext } from "#server/context.ts";
import { afterCursor, encodeCursor } from "#server/requests/page-cursor.ts";
import { presentResource } from "#server/resources/present-resource.ts";
import { resourceSelect } from "#server/resources/resource-record.ts";
import { visibleResources } from "#server/resources/visible-resources.ts";

/** One page of resources, and where the next begins. */
export interface ResourcePage {
  readonly items: readonly ResourceView[];
  readonly nextCursor: string | null;
}

const pageRows = 25;
/** What ends within this time is said to end soon. */
const endsSoonMs = 7 * 24 * 3_600_000;

/** Lists what the actor may know of, newest first; what is destroyed is listed only when asked for by `state`. */
export async function listResources(ctx: ServerContext, actor: Actor, query: ResourceListQuery): Promise<ResourcePage> {
  const limit = query.limit ?? pageRows;
  const records = await ctx.db.prisma.resource.findMany({
    where: {
      AND: [
        visibleResources(actor),
        scoped(actor, query),
        filtered(query),
        used(query),
        afterCursor(query.cursor, "resources"),
      ],
    },
    orderBy: [{ createdAt: "desc" }, { id: "desc" }],
    take: limit + 1,
    select: resourceSelect,
  });
  const page = records.slice(0, limit);
  const last = page.at(-1);
  return {
    items: page.map((record) => presentResource(record, ctx.settings)),
    nextCursor: records.length > limit && last ? encodeCursor(last, "resources") : null,
  };
}

/** As `isIdle` tells it. */
function used({ use }: ResourceListQuery): Prisma.ResourceWhereInput {
  if (use === undefined) return {};
  const since = new Date(Date.now() - idleDays * 86_400_000);
  return { state: "active", inspection: { is: { unusedSince: { lte: since } } } };
}

function scoped(actor: Actor, { scope }: ResourceListQuery): Prisma.ResourceWhereInput {
  const own = actor.principalId;
  if (scope === "mine") {
    const asked = { request: { OR: [{ requesterId: own }, { onBehalfOfId: own }] } };
    return { OR: [{ ownerId: own }, { ownerId: null, ...asked }] };
  }
  if (scope === "team") return { team: { in: actor.memberships.map((membership) => membership.team) } };
  return {};
}

function filtered({ state, team, environment, type, rotation, ends, q }: ResourceListQuery): Prisma.ResourceWhereInput {
  return {
    state: state ?? { not: "destroyed" },
    ...(team && { team }),
    ...(environment && { environment }),
    ...(type && { type }),
    ...(ends === "soon" && { expiresAt: { lte: new Date(Date.now() + endsSoonMs) }, state: state ?? "active" }),
    ...(q && { name: { contains: likeLiteral(q.toLowerCase()) } }),
    ...(rotation === "overdue" && { AND: [{ state: "active", grants: { some: overdue() } }] }),
  };
}

/** As `rotationStanding` tells it. */
function overdue(): Prisma.GrantWhereInput {
  return {
    endedAt: null,
    emergencyId: null,
    drainUntil: null,
    state: { in: ["revealed", "confirmed", "unconfirmed"] },
    OR: [{ rotationMissedAt: { not: null } }, { rotationDueAt: { lte: new Date() } }],
  };
}
