import type { Actor } from "#domain/access/actor.ts";
import type { TrustRuleView } from "#domain/contracts/trust-rule.ts";
import { AppError } from "#domain/errors/app-error.ts";
import type { ServerContext } from "#server/context.ts";
import { visibleServiceAccounts } from "#server/service-accounts/visible-service-accounts.ts";
import { presentTrustRule } from "#server/trust-rules/present-trust-rule.ts";
import { trustRuleSelect } from "#server/trust-rules/trust-rule-record.ts";

/**
 * Shows one trust rule to whoever may know of its service account.
 *
 * @throws not_found alike for one that does not exist and one that is not theirs
 */
export async function showTrustRule(ctx: ServerContext, actor: Actor, id: string): Promise<TrustRuleView> {
  const where = { AND: [{ id }, { serviceAccount: visibleServiceAccounts(actor) }] };
  const record = await ctx.db.prisma.trustRule.findFirst({ where, select: trustRuleSelect });
  if (record === null) throw new AppError("not_found", "There is no such trust rule, or it is not yours to see.");
  return presentTrustRule(record, ctx.catalog);
}
