import type { Actor } from "#domain/access/actor.ts";
import { orphanSchema, type OrphanListQuery, type OrphanView } from "#domain/contracts/orphan.ts";
import { AppError } from "#domain/errors/app-error.ts";
import { canSeeOrphans } from "#domain/reconcile/can-tend-orphan.ts";
import type { Prisma } from "#prisma/generated/client.ts";
import type { ServerContext } from "#server/context.ts";
import { decodeCursor, encodeCursor } from "#server/requests/page-cursor.ts";

/** One page of orphans, and where the next begins. */
export interface OrphanPage {
  readonly items: readonly OrphanView[];
  readonly nextCursor: string | null;
}

const pageRows = 25;

/** Lists what nobody owns on any back end, the newest first; what is over only when asked for. @throws forbidden */
export async function listOrphans(ctx: ServerContext, actor: Actor, query: OrphanListQuery): Promise<OrphanPage> {
  const permission = canSeeOrphans(actor);
  if (!permission.allowed) throw new AppError("forbidden", permission.reason);
  const limit = query.limit ?? pageRows;
  const records = await ctx.db.prisma.orphan.findMany({
    where: {
      ...(query.only !== "all" && { state: { in: ["found", "quarantined"] } }),
      ...(query.backend && { backend: query.backend }),
      ...(query.cursor && { AND: [after(query.cursor)] }),
    },
    orderBy: [{ foundAt: "desc" }, { id: "desc" }],
    take: limit + 1,
    select: orphanSelect,
  });
  const page = records.slice(0, limit);
  const last = page.at(-1);
  const nextCursor =
    records.length > limit && last ? encodeCursor({ createdAt: last.foundAt, id: last.id }, "orphans") : null;
  return { items: page.map(presentOrphan), nextCursor };
}

function after(cursor: string): Prisma.OrphanWhereInput {
  const { createdAt: foundAt, id } = decodeCursor(cursor, "orphans");
  return { OR: [{ foundAt: { lt: foundAt } }, { foundAt, id: { lt: id } }] };
}

/** The columns of an orphan that leave the server. */
export const orphanSelect = {
  id: true,
  backend: true,
  resourceType: true,
  resourceId: true,
  why: true,
  objects: true,
  state: true,
  foundAt: true,
  seenAt: true,
  wanted: true,
  wantedBy: { select: { id: true, name: true, email: true } },
  wantedReason: true,
  quarantinedAt: true,
  deleteAfter: true,
  endedAt: true,
  failure: true,
} as const satisfies Prisma.OrphanSelect;

/** Shows a stored orphan. */
export function presentOrphan(record: Prisma.OrphanGetPayload<{ select: typeof orphanSelect }>): OrphanView {
  const { resourceType: type, wanted, wantedBy, wantedReason, ...rest } = record;
  const stated = wanted === null ? null : { what: wanted, by: wantedBy, reason: wantedReason ?? "" };
  const { foundAt, seenAt, quarantinedAt, deleteAfter, endedAt } = rest;
  return orphanSchema.parse({
    ...rest,
    type,
    wanted: stated,
    foundAt: foundAt.toISOString(),
    seenAt: seenAt.toISOString(),
    quarantinedAt: quarantinedAt?.toISOString() ?? null,
    deleteAfter: deleteAfter?.toISOString() ?? null,
    endedAt: endedAt?.toISOString() ?? null,
  });
}
