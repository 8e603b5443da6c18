import type { Actor } from "#domain/access/actor.ts";
import type { EmergencyListQuery, EmergencyView } from "#domain/contracts/break-glass.ts";
import { emergencySelect } from "#server/break-glass/emergency-record.ts";
import { presentFor, visibleEmergencies } from "#server/break-glass/show-emergency.ts";
import type { ServerContext } from "#server/context.ts";
import { afterCursor, encodeCursor } from "#server/requests/page-cursor.ts";

/** One page of uses, and where the next begins. */
export interface EmergencyPage {
  readonly items: readonly EmergencyView[];
  readonly nextCursor: string | null;
}

const pageRows = 25;

/** Lists the uses of emergency access that the actor may know of, newest first. */
export async function listEmergencies(
  ctx: ServerContext,
  actor: Actor,
  query: EmergencyListQuery,
): Promise<EmergencyPage> {
  const limit = query.limit ?? pageRows;
  const filter = { ...(query.state && { state: query.state }), ...(query.resource && { resourceId: query.resource }) };
  const records = await ctx.db.prisma.emergency.findMany({
    where: { AND: [visibleEmergencies(ctx, actor), filter, afterCursor(query.cursor, "emergencies")] },
    orderBy: [{ createdAt: "desc" }, { id: "desc" }],
    take: limit + 1,
    select: emergencySelect,
  });
  const page = records.slice(0, limit);
  const last = page.at(-1);
  return {
    items: await Promise.all(page.map((record) => presentFor(ctx, actor, record))),
    nextCursor: records.length > limit && last ? encodeCursor(last, "emergencies") : null,
  };
}
