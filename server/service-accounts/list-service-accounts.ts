import type { Actor } from "#domain/access/actor.ts";
import type { ServiceAccountListQuery, ServiceAccountView } from "#domain/contracts/service-account.ts";
import type { Prisma } from "#prisma/generated/client.ts";
import { likeLiteral } from "#server/adapters/db/like-literal.ts";
import type { ServerContext } from "#server/context.ts";
import { afterCursor, encodeCursor } from "#server/requests/page-cursor.ts";
import { presentServiceAccount } from "#server/service-accounts/present-service-account.ts";
import { serviceAccountSelect } from "#server/service-accounts/service-account-record.ts";
import { visibleServiceAccounts } from "#server/service-accounts/visible-service-accounts.ts";

/** One page of service accounts, and where the next begins. */
export interface ServiceAccountPage {
  readonly items: readonly ServiceAccountView[];
  readonly nextCursor: string | null;
}

const pageRows = 25;

/** Lists the service accounts that the actor may know of, newest first. */
export async function listServiceAccounts(
  ctx: ServerContext,
  actor: Actor,
  query: ServiceAccountListQuery,
): Promise<ServiceAccountPage> {
  const limit = query.limit ?? pageRows;
  const records = await ctx.db.prisma.serviceAccount.findMany({
    where: { AND: [visibleServiceAccounts(actor), filtered(query), afterCursor(query.cursor, "service-accounts")] },
    orderBy: [{ createdAt: "desc" }, { id: "desc" }],
    take: limit + 1,
    select: serviceAccountSelect,
  });
  const page = records.slice(0, limit);
  const last = page.at(-1);
  const now = new Date();
  return {
    items: page.map((record) => presentServiceAccount(record, now)),
    nextCursor: records.length > limit && last ? encodeCursor(last, "service-accounts") : null,
  };
}

function filtered({ team, state, q }: ServiceAccountListQuery): Prisma.ServiceAccountWhereInput {
  return {
    ...(team && { team }),
    ...(state && { revokedAt: state === "active" ? null : { not: null } }),
    ...(q && { name: { contains: likeLiteral(q.toLowerCase()) } }),
  };
}
