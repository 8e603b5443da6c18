import type { Actor } from "#domain/access/actor.ts";
import type { TrustRuleListQuery, TrustRuleView } from "#domain/contracts/trust-rule.ts";
import type { Prisma } from "#prisma/generated/client.ts";
import { likeLiteral } from "#server/adapters/db/like-literal.ts";
import type { ServerContext } from "#server/context.ts";
import { afterCursor, encodeCursor } from "#server/requests/page-cursor.ts";
import { showServiceAccount } from "#server/service-accounts/show-service-account.ts";
import { visibleServiceAccounts } from "#server/service-accounts/visible-service-accounts.ts";
import { presentTrustRule } from "#server/trust-rules/present-trust-rule.ts";
import { trustRuleSelect } from "#server/trust-rules/trust-rule-record.ts";

/** One page of trust rules, and where the next begins. */
export interface TrustRulePage {
  readonly items: readonly TrustRuleView[];
  readonly nextCursor: string | null;
}

const pageRows = 25;

/**
 * Lists the trust rules of the service accounts that the actor may know of, newest first.
 *
 * @throws not_found for an account that is not theirs to see
 */
export async function listTrustRules(
  ctx: ServerContext,
  actor: Actor,
  query: TrustRuleListQuery,
): Promise<TrustRulePage> {
  if (query.serviceAccount !== undefined) await showServiceAccount(ctx, actor, query.serviceAccount);
  const limit = query.limit ?? pageRows;
  const visible = { serviceAccount: visibleServiceAccounts(actor) };
  const records = await ctx.db.prisma.trustRule.findMany({
    where: { AND: [visible, filtered(query), afterCursor(query.cursor, "trust-rules")] },
    orderBy: [{ createdAt: "desc" }, { id: "desc" }],
    take: limit + 1,
    select: trustRuleSelect,
  });
  const page = records.slice(0, limit);
  const last = page.at(-1);
  return {
    items: page.map((record) => presentTrustRule(record, ctx.catalog)),
    nextCursor: records.length > limit && last ? encodeCursor(last, "trust-rules") : null,
  };
}

function filtered({ serviceAccount, team, issuer, state, q }: TrustRuleListQuery): Prisma.TrustRuleWhereInput {
  return {
    ...(serviceAccount && { serviceAccountId: serviceAccount }),
    ...(team && { serviceAccount: { team } }),
    ...(issuer && { issuer }),
    ...(state && { revokedAt: state === "active" ? null : { not: null } }),
    ...(q && {
      OR: [
        { description: { contains: likeLiteral(q), mode: "insensitive" } },
        { issuer: { contains: likeLiteral(q.toLowerCase()) } },
        { serviceAccount: { name: { contains: likeLiteral(q.toLowerCase()) } } },
      ],
    }),
  };
}
