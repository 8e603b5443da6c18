import type { Actor } from "#domain/access/actor.ts";
import type { ServiceAccountView } from "#domain/contracts/service-account.ts";
import { AppError } from "#domain/errors/app-error.ts";
import type { ServerContext } from "#server/context.ts";
import { presentServiceAccount } from "#server/service-accounts/present-service-account.ts";
import { serviceAccountSelect } from "#server/service-accounts/service-account-record.ts";
import { visibleServiceAccounts } from "#server/service-accounts/visible-service-accounts.ts";

/**
 * Shows one service account to whoever may know of it.
 *
 * @throws not_found alike for one that does not exist and one that is not theirs
 */
export async function showServiceAccount(ctx: ServerContext, actor: Actor, id: string): Promise<ServiceAccountView> {
  const where = { AND: [{ id }, visibleServiceAccounts(actor)] };
  const record = await ctx.db.prisma.serviceAccount.findFirst({ where, select: serviceAccountSelect });
  if (record === null) throw new AppError("not_found", "There is no such service account, or it is not yours to see.");
  return presentServiceAccount(record, new Date());
}
