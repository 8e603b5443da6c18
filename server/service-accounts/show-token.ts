import type { Actor } from "#domain/access/actor.ts";
import type { ServiceAccountTokenView } from "#domain/contracts/service-account.ts";
import { AppError } from "#domain/errors/app-error.ts";
import type { ServerContext } from "#server/context.ts";
import { presentToken } from "#server/service-accounts/present-token.ts";
import { tokenSelect } from "#server/service-accounts/service-account-record.ts";
import { visibleServiceAccounts } from "#server/service-accounts/visible-service-accounts.ts";

/**
 * Shows what is known of one token to whoever may know of its account.
 *
 * @throws not_found alike for one that does not exist and one that is not theirs
 */
export async function showToken(ctx: ServerContext, actor: Actor, id: string): Promise<ServiceAccountTokenView> {
  const where = { AND: [{ id }, { serviceAccount: visibleServiceAccounts(actor) }] };
  const record = await ctx.db.prisma.serviceAccountToken.findFirst({ where, select: tokenSelect });
  if (record === null) throw new AppError("not_found", "There is no such token, or it is not yours to see.");
  return presentToken(record, new Date());
}
