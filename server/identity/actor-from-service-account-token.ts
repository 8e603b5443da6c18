import type { Actor } from "#domain/access/actor.ts";
import { AppError } from "#domain/errors/app-error.ts";
import { serviceAccountIssuer } from "#domain/service-accounts/service-account-issuer.ts";
import { serviceAccountScopes } from "#domain/service-accounts/service-account-scopes.ts";
import { hashPresentedToken } from "#domain/service-accounts/service-account-token.ts";
import { sql } from "#server/adapters/db/sql.ts";
import type { IdentityContext } from "#server/identity/actor-from-session.ts";
import { noteTokenUse } from "#server/identity/note-token-use.ts";
import type { PrincipalRow } from "#server/identity/principal-row.ts";
import { serviceAccountActor } from "#server/identity/service-account-actor.ts";

interface Row extends PrincipalRow {
  readonly team: string;
  readonly tokenId: string;
  readonly scopes: readonly string[];
  readonly isUseStale: boolean;
}

const known = new Set<string>(serviceAccountScopes);

/**
 * Gives the actor of a service account's token as the ledger has it at this moment.
 *
 * One that is mistyped, unknown, expired or revoked, and one of a revoked or disabled account, get the same answer.
 * @throws unauthenticated
 */
export async function actorFromServiceAccountToken(ctx: IdentityContext, token: string): Promise<Actor> {
  const hash = hashPresentedToken(token);
  const row = hash === null ? undefined : await findAccount(ctx, hash);
  if (row === undefined) throw new AppError("unauthenticated", "The access token is not valid here.");
  const { tokenId, scopes, isUseStale, ...account } = row;
  if (isUseStale) noteTokenUse(ctx, tokenId);
  return serviceAccountActor(ctx, account, {
    channel: "api",
    // A scope that a token may no longer carry is dropped, whatever its row says.
    scopes: scopes.filter((scope) => known.has(scope)),
    authTime: null,
    acr: null,
    act: null,
  });
}

async function findAccount(ctx: IdentityContext, hash: Buffer): Promise<Row | undefined> {
  const [row] = await ctx.db.query<Row>(sql`
    SELECT p.id, p.kind, p.issuer, p.subject, p.email, p.name, p.groups, a.team, t.id AS "tokenId", t.scopes,
      (t.last_used_at IS NULL OR t.last_used_at < now() - interval '1 minute') AS "isUseStale"
    FROM service_account_tokens t JOIN service_accounts a ON a.id = t.service_account_id JOIN principals p ON p.id = a.id
    WHERE t.token_hash = ${hash} AND t.revoked_at IS NULL AND t.expires_at > now() AND a.revoked_at IS NULL
      AND p.disabled_at IS NULL AND p.kind = 'service_account' AND p.issuer = ${serviceAccountIssuer}`);
  return row;
}
