import type { Actor } from "#domain/access/actor.ts";
import { auditActor } from "#domain/audit/audit-event.ts";
import type { CreateTokenBody, ServiceAccountTokenView } from "#domain/contracts/service-account.ts";
import type { Secret } from "#domain/credentials/secret.ts";
import { AppError } from "#domain/errors/app-error.ts";
import { canCreateToken, canManageServiceAccounts } from "#domain/service-accounts/can.ts";
import { tokensPerAccountMax } from "#domain/service-accounts/service-account-limits.ts";
import {
  hashServiceAccountToken,
  newServiceAccountToken,
  serviceAccountTokenHint,
} from "#domain/service-accounts/service-account-token.ts";
import type { Queryable } from "#server/adapters/db/database.ts";
import { sql } from "#server/adapters/db/sql.ts";
import { appendAudit } from "#server/audit/append-audit.ts";
import type { ServerContext } from "#server/context.ts";
import { createOnce } from "#server/idempotency/create-once.ts";
import { newId } from "#server/ids/new-id.ts";
import { lockServiceAccount } from "#server/service-accounts/lock-service-account.ts";
import { showServiceAccount } from "#server/service-accounts/show-service-account.ts";
import { showToken } from "#server/service-accounts/show-token.ts";

/** A create call as it came in. */
export interface CreateTokenInput {
  readonly body: CreateTokenBody;
  readonly idempotencyKey: string | null;
}

/** What is known of the token, and the token itself unless an earlier call with the same key had made it. */
export interface CreatedToken {
  readonly token: ServiceAccountTokenView;
  readonly secret: Secret | null;
}

/**
 * Makes a token for a service account. Only its SHA-256 is stored: the answer is the one place that has it.
 *
 * @throws not_found, forbidden, wrong_state, limit_reached, idempotency_conflict, idempotency_in_flight
 */
export async function createToken(ctx: ServerContext, actor: Actor, input: CreateTokenInput): Promise<CreatedToken> {
  const { body, idempotencyKey } = input;
  const { team } = await showServiceAccount(ctx, actor, body.serviceAccount);
  const permission = canManageServiceAccounts(actor, team);
  if (!permission.allowed) throw new AppError("forbidden", permission.reason);
  const secret = newServiceAccountToken();
  const keyed = { principalId: actor.principalId, key: idempotencyKey, operation: "createToken", body };
  const { id, replayed } = await createOnce(ctx.db, keyed, async (tx) => {
    const account = await lockServiceAccount(tx, body.serviceAccount);
    assertAllowed(actor, account);
    const newTokenId = newId("tok");
    await insertToken(tx, actor, { ...body, id: newTokenId, secret });
    return newTokenId;
  });
  if (replayed) secret.wipe();
  return { token: await showToken(ctx, actor, id), secret: replayed ? null : secret };
}

function assertAllowed(actor: Actor, account: Parameters<typeof canCreateToken>[1]): void {
  const permission = canCreateToken(actor, account);
  if (permission.allowed) return;
  if (account.state === "revoked")
    throw new AppError("wrong_state", permission.reason, { details: { state: "revoked" } });
  throw new AppError("limit_reached", permission.reason, { details: { limit: tokensPerAccountMax } });
}

async function insertToken(
  tx: Queryable,
  actor: Actor,
  { id, secret, serviceAccount, scopes, expiresInDays }: CreateTokenBody & { id: string; secret: Secret },
): Promise<void> {
  const hint = serviceAccountTokenHint(secret);
  const own = [...new Set(scopes)];
  await tx.query(sql`
    INSERT INTO service_account_tokens (id, service_account_id, token_hash, hint, scopes, created_by, created_at, expires_at)
    VALUES (${id}, ${serviceAccount}, ${hashServiceAccountToken(secret)}, ${hint}, ${own}, ${actor.principalId}, now(),
      now() + make_interval(hours => ${expiresInDays * 24}))`);
  await appendAudit(tx, {
    stream: `principal:${serviceAccount}`,
    requestId: null,
    actor: auditActor(actor),
    action: "token.created",
    object: `token:${id}`,
    message: `Token ${hint}… created for ${expiresInDays} days.`,
    details: { serviceAccount, scopes: own, expiresInDays },
  });
}
