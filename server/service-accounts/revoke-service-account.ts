import type { Actor } from "#domain/access/actor.ts";
import { auditActor } from "#domain/audit/audit-event.ts";
import type { ServiceAccountView } from "#domain/contracts/service-account.ts";
import { AppError } from "#domain/errors/app-error.ts";
import { canManageServiceAccounts } from "#domain/service-accounts/can.ts";
import { sql } from "#server/adapters/db/sql.ts";
import { appendAudit } from "#server/audit/append-audit.ts";
import type { ServerContext } from "#server/context.ts";
import { lockServiceAccount } from "#server/service-accounts/lock-service-account.ts";
import { showServiceAccount } from "#server/service-accounts/show-service-account.ts";

/**
 * Ends a service account with every token and trust rule of it: from the moment this returns none of them opens anything.
 * Idempotent.
 *
 * What it asked for and is not built yet is denied by the next evaluation; what exists belongs to the team and stays.
 * @throws not_found, forbidden
 */
export async function revokeServiceAccount(
  ctx: ServerContext,
  actor: Actor,
  { id }: { id: string },
): Promise<ServiceAccountView> {
  const { team } = await showServiceAccount(ctx, actor, id);
  const permission = canManageServiceAccounts(actor, team);
  if (!permission.allowed) throw new AppError("forbidden", permission.reason);
  await ctx.db.transaction(async (tx) => {
    const account = await lockServiceAccount(tx, id);
    if (account.state === "revoked") return;
    await tx.query(sql`UPDATE service_accounts SET revoked_at = now() WHERE id = ${id}`);
    await tx.query(sql`UPDATE principals SET disabled_at = now() WHERE id = ${id}`);
    const ended = await tx.query(sql`
      UPDATE service_account_tokens SET revoked_at = now()
      WHERE service_account_id = ${id} AND revoked_at IS NULL RETURNING id`);
    const rules = await tx.query(sql`
      UPDATE trust_rules SET revoked_at = now(), revoked_by = ${actor.principalId}
      WHERE service_account_id = ${id} AND revoked_at IS NULL RETURNING id`);
    await appendAudit(tx, {
      stream: `principal:${id}`,
      requestId: null,
      actor: auditActor(actor),
      action: "service_account.revoked",
      object: `service_account:${id}`,
      message: `Service account ${account.name} of ${team} revoked, with every token and trust rule of it.`,
      details: { tokens: ended.map((row) => row.id), trustRules: rules.map((row) => row.id) },
    });
  });
  return showServiceAccount(ctx, actor, id);
}
