import type { Actor } from "#domain/access/actor.ts";
import { AppError } from "#domain/errors/app-error.ts";
import { ruleIssuerState } from "#domain/federation/rule-issuer-state.ts";
import { serviceAccountIssuer } from "#domain/service-accounts/service-account-issuer.ts";
import { serviceAccountScopes } from "#domain/service-accounts/service-account-scopes.ts";
import { hashPresentedToken } from "#domain/service-accounts/service-account-token.ts";
import { sql } from "#server/adapters/db/sql.ts";
import type { IdentityContext } from "#server/identity/actor-from-session.ts";
import { workloadOfToken, type WorkloadRow } from "#server/federation/workload-of-token.ts";
import { noteTokenUse } from "#server/identity/note-token-use.ts";
import type { PrincipalRow } from "#server/identity/principal-row.ts";
import { serviceAccountActor } from "#server/identity/service-account-actor.ts";

interface Row extends PrincipalRow, WorkloadRow {
  readonly team: string;
  readonly ruleIssuerUrl: string | null;
  readonly ruleIssuerKind: string | null;
  readonly tokenId: string;
  readonly scopes: readonly string[];
  readonly isUseStale: boolean;
}

const known = new Set<string>(serviceAccountScopes);

/**
 * Gives the actor of a service account's token as the ledger has it at this moment.
 *
 * One that is mistyped, unknown, expired or revoked, one of a revoked or disabled account, and one of a workload whose trust
 * rule was revoked or whose issuer is not the one that the rule was made for, get the same answer.
 * @throws unauthenticated
 */
export async function actorFromServiceAccountToken(ctx: IdentityContext, token: string): Promise<Actor> {
  const hash = hashPresentedToken(token);
  const row = hash === null ? undefined : await findAccount(ctx, hash);
  if (row === undefined) throw invalid();
  if (!isOfRuleIssuer(ctx, row)) throw invalid();
  const { tokenId, scopes, isUseStale, ruleId, ruleIssuer, environments, templates, workload, ...account } = row;
  if (isUseStale) noteTokenUse(ctx, tokenId);
  return serviceAccountActor(ctx, account, {
    channel: "api",
    // A scope that a token may no longer carry is dropped, whatever its row says.
    scopes: scopes.filter((scope) => known.has(scope)),
    authTime: null,
    acr: null,
    act: null,
    workload: workloadOfToken({ ruleId, ruleIssuer, environments, templates, workload }),
  });
}

/** A name of an issuer says nothing by itself: the catalog can come to mean another one by it. */
function isOfRuleIssuer({ catalog }: IdentityContext, row: Row): boolean {
  const { ruleIssuer: issuer, ruleIssuerUrl: issuerUrl, ruleIssuerKind: issuerKind } = row;
  return issuer === null || ruleIssuerState({ issuer, issuerUrl, issuerKind }, catalog.issuers) === "current";
}

function invalid(): AppError {
  return new AppError("unauthenticated", "The access token is not valid here.");
}

async function findAccount(ctx: IdentityContext, hash: Buffer): Promise<Row | undefined> {
  const [row] = await ctx.db.query<Row>(sql`
    SELECT p.id, p.kind, p.issuer, p.subject, p.email, p.name, p.groups, a.team, t.id AS "tokenId", t.scopes,
      t.trust_rule_id AS "ruleId", r.issuer AS "ruleIssuer", r.issuer_url AS "ruleIssuerUrl",
      r.issuer_kind AS "ruleIssuerKind", r.environments, r.templates, t.workload,
      (t.last_used_at IS NULL OR t.last_used_at < now() - interval '1 minute') AS "isUseStale"
    FROM service_account_tokens t JOIN service_accounts a ON a.id = t.service_account_id JOIN principals p ON p.id = a.id
      LEFT JOIN trust_rules r ON r.id = t.trust_rule_id
    WHERE t.token_hash = ${hash} AND t.revoked_at IS NULL AND t.expires_at > now() AND r.revoked_at IS NULL AND a.revoked_at IS NULL
      AND p.disabled_at IS NULL AND p.kind = 'service_account' AND p.issuer = ${serviceAccountIssuer}`);
  return row;
}
