import type { Actor } from "#domain/access/actor.ts";
import type { ServiceAccountTokenView, TokenListQuery } from "#domain/contracts/service-account.ts";
import type { Prisma } from "#prisma/generated/client.ts";
import type { ServerContext } from "#server/context.ts";
import { afterCursor, encodeCursor } from "#server/requests/page-cursor.ts";
import { presentToken } from "#server/service-accounts/present-token.ts";
import { tokenSelect } from "#server/service-accounts/service-account-record.ts";
import { showServiceAccount } from "#server/service-accounts/show-service-account.ts";
import { visibleServiceAccounts } from "#server/service-accounts/visible-service-accounts.ts";

/** One page of tokens, and where the next begins. */
export interface TokenPage {
  readonly items: readonly ServiceAccountTokenView[];
  readonly nextCursor: string | null;
}

const pageRows = 25;

/**
 * Lists what is known of the tokens of the accounts that the actor may know of, newest first.
 *
 * @throws not_found for an account that is not theirs to see
 */
export async function listTokens(ctx: ServerContext, actor: Actor, query: TokenListQuery): Promise<TokenPage> {
  if (query.serviceAccount !== undefined) await showServiceAccount(ctx, actor, query.serviceAccount);
  const limit = query.limit ?? pageRows;
  const now = new Date();
  const visible = { serviceAccount: visibleServiceAccounts(actor) };
  const records = await ctx.db.prisma.serviceAccountToken.findMany({
    where: { AND: [visible, filtered(query, now), afterCursor(query.cursor, "tokens")] },
    orderBy: [{ createdAt: "desc" }, { id: "desc" }],
    take: limit + 1,
    select: tokenSelect,
  });
  const page = records.slice(0, limit);
  const last = page.at(-1);
  return {
    items: page.map((record) => presentToken(record, now)),
    nextCursor: records.length > limit && last ? encodeCursor(last, "tokens") : null,
  };
}

function filtered({ serviceAccount, state, of }: TokenListQuery, now: Date): Prisma.ServiceAccountTokenWhereInput {
  return {
    trustRuleId: of === "workloads" ? { not: null } : null,
    ...(serviceAccount && { serviceAccountId: serviceAccount }),
    ...(state === "revoked" && { revokedAt: { not: null } }),
    ...(state === "active" && { revokedAt: null, expiresAt: { gt: now } }),
    ...(state === "expired" && { revokedAt: null, expiresAt: { lte: now } }),
  };
}
