import type { Actor } from "#domain/access/actor.ts";
import { auditActor } from "#domain/audit/audit-event.ts";
import type { TrustRuleView } from "#domain/contracts/trust-rule.ts";
import { AppError } from "#domain/errors/app-error.ts";
import { canManageServiceAccounts } from "#domain/service-accounts/can.ts";
import { sql } from "#server/adapters/db/sql.ts";
import { appendAudit } from "#server/audit/append-audit.ts";
import type { ServerContext } from "#server/context.ts";
import { lockServiceAccount } from "#server/service-accounts/lock-service-account.ts";
import { showTrustRule } from "#server/trust-rules/show-trust-rule.ts";

/**
 * Ends a trust rule and every access token that workloads got by it: from the moment this returns none of them opens
 * anything. Idempotent. What they asked for stays with the team.
 *
 * @throws not_found, forbidden
 */
export async function revokeTrustRule(
  ctx: ServerContext,
  actor: Actor,
  { id }: { id: string },
): Promise<TrustRuleView> {
  const { serviceAccount, issuer } = await showTrustRule(ctx, actor, id);
  const permission = canManageServiceAccounts(actor, serviceAccount.team);
  if (!permission.allowed) throw new AppError("forbidden", permission.reason);
  await ctx.db.transaction(async (tx) => {
    await lockServiceAccount(tx, serviceAccount.id);
    const ended = await tx.query(sql`
      UPDATE trust_rules SET revoked_at = now(), revoked_by = ${actor.principalId}
      WHERE id = ${id} AND revoked_at IS NULL RETURNING id`);
    if (ended.length === 0) return;
    const tokens = await tx.query(sql`
      UPDATE service_account_tokens SET revoked_at = now()
      WHERE trust_rule_id = ${id} AND revoked_at IS NULL AND expires_at > now() RETURNING id`);
    await appendAudit(tx, {
      stream: `principal:${serviceAccount.id}`,
      requestId: null,
      actor: auditActor(actor),
      action: "trust_rule.revoked",
      object: `trust_rule:${id}`,
      message: `Trust rule for workloads of ${issuer} revoked, with every token that was got by it.`,
      details: { serviceAccount: serviceAccount.id, tokens: tokens.map((row) => row.id) },
    });
  });
  return showTrustRule(ctx, actor, id);
}
