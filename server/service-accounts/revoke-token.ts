import type { Actor } from "#domain/access/actor.ts";
import { auditActor } from "#domain/audit/audit-event.ts";
import type { ServiceAccountTokenView } from "#domain/contracts/service-account.ts";
import { AppError } from "#domain/errors/app-error.ts";
import { canManageServiceAccounts } from "#domain/service-accounts/can.ts";
import { sql } from "#server/adapters/db/sql.ts";
import { appendAudit } from "#server/audit/append-audit.ts";
import type { ServerContext } from "#server/context.ts";
import { lockServiceAccount } from "#server/service-accounts/lock-service-account.ts";
import { showToken } from "#server/service-accounts/show-token.ts";

/**
 * Ends one token: from the moment this returns it opens nothing. Idempotent.
 *
 * @throws not_found, forbidden
 */
export async function revokeToken(
  ctx: ServerContext,
  actor: Actor,
  { id }: { id: string },
): Promise<ServiceAccountTokenView> {
  const { serviceAccount, hint } = await showToken(ctx, actor, id);
  const permission = canManageServiceAccounts(actor, serviceAccount.team);
  if (!permission.allowed) throw new AppError("forbidden", permission.reason);
  await ctx.db.transaction(async (tx) => {
    await lockServiceAccount(tx, serviceAccount.id);
    const ended = await tx.query(sql`
      UPDATE service_account_tokens SET revoked_at = now() WHERE id = ${id} AND revoked_at IS NULL RETURNING id`);
    if (ended.length === 0) return;
    await appendAudit(tx, {
      stream: `principal:${serviceAccount.id}`,
      requestId: null,
      actor: auditActor(actor),
      action: "token.revoked",
      object: `token:${id}`,
      message: `Token ${hint}… revoked.`,
      details: { serviceAccount: serviceAccount.id },
    });
  });
  return showToken(ctx, actor, id);
}
