import type { WorkloadView } from "#domain/contracts/workload.ts";
import type { Secret } from "#domain/credentials/secret.ts";
import { describeWorkload } from "#domain/federation/describe-workload.ts";
import { pickRule, type WantedAccess } from "#domain/federation/pick-rule.ts";
import { WorkloadRefused } from "#domain/federation/workload-refused.ts";
import {
  hashServiceAccountToken,
  newServiceAccountToken,
  serviceAccountTokenHint,
} from "#domain/service-accounts/service-account-token.ts";
import type { Queryable } from "#server/adapters/db/database.ts";
import { sql } from "#server/adapters/db/sql.ts";
import { appendAudit } from "#server/audit/append-audit.ts";
import type { ServerContext } from "#server/context.ts";
import { reviewClusterToken } from "#server/federation/review-cluster-token.ts";
import { verifyWorkloadToken, type WorkloadToken } from "#server/federation/verify-workload-token.ts";
import { newId } from "#server/ids/new-id.ts";
import { lockServiceAccount } from "#server/service-accounts/lock-service-account.ts";
import { findMetRules, type MetRule } from "#server/trust-rules/find-met-rule.ts";

/** How long a token of a workload lasts; the ledger takes none that lasts longer. */
const workloadTokenSeconds = 900;

/** What a workload sends. */
export interface ExchangeInput extends WantedAccess {
  readonly subjectToken: string;
}

/** The access token, told this once, and what it may do. */
export interface ExchangedToken {
  readonly secret: Secret;
  readonly scopes: readonly string[];
  readonly expiresInSeconds: number;
}

/**
 * Exchanges the token of a platform for a token of the service account that a trust rule leads its workload to: for 15
 * minutes, with no scope beyond what was asked for and what the rule gives. Only its SHA-256 is stored.
 *
 * Signature and claims come first, then the rules by a plain read, and only for a token that one names the cluster is
 * asked and a transaction begun: a stranger with a token that is valid costs no call and no write. Of any number of calls
 * with one token, one gets a token: the insert of its id decides, in the transaction that makes the other and looks at the
 * rules again. What is refused marks nothing.
 * @throws WorkloadRefused with the same answer whatever the reason; unavailable when the issuer cannot be asked
 */
export async function exchangeToken(ctx: ServerContext, input: ExchangeInput): Promise<ExchangedToken> {
  const token = await verifyWorkloadToken(ctx, input.subjectToken);
  const about = describeWorkload(token.issuer, token.claims);
  try {
    const { met } = await pick(ctx.db, token, input);
    await reviewClusterToken(ctx, token, input.subjectToken);
    return await takeOnce(ctx, { token, about, input, account: met.account });
  } catch (error) {
    throw error instanceof WorkloadRefused ? error.with({ issuer: token.issuer.name, workload: about }) : error;
  }
}

async function pick(on: Queryable, token: WorkloadToken, wanted: WantedAccess) {
  const picked = pickRule(await findMetRules(on, token), wanted);
  if ("refusal" in picked) throw new WorkloadRefused(picked.refusal);
  return picked;
}

interface Taking {
  readonly token: WorkloadToken;
  readonly about: WorkloadView;
  readonly input: ExchangeInput;
  /** Whom a second one of it is told to. */
  readonly account: MetRule["account"];
}

async function takeOnce(ctx: ServerContext, { token, about, input, account }: Taking): Promise<ExchangedToken> {
  const secret = newServiceAccountToken();
  try {
    const scopes = await ctx.db.transaction(async (tx) => {
      await markTaken(tx, token);
      const picked = await pick(tx, token, input);
      await insertToken(tx, { ...picked, about, secret });
      return picked.scopes;
    });
    return { secret, scopes, expiresInSeconds: workloadTokenSeconds };
  } catch (error) {
    secret.wipe();
    if (!isUniqueViolation(error, "seen_tokens_pkey")) throw error;
    throw new WorkloadRefused("it was exchanged before", { account, seenKey: token.seen.key });
  }
}

async function markTaken(tx: Queryable, { issuer, seen }: WorkloadToken): Promise<void> {
  await tx.query(sql`
    INSERT INTO seen_tokens (issuer, jti, expires_at) VALUES (${issuer.issuer}, ${seen.key}, ${seen.until})`);
}

interface Inserting {
  readonly met: MetRule;
  readonly scopes: readonly string[];
  readonly about: WorkloadView;
  readonly secret: Secret;
}

/** Its maker is whoever made the rule: they answer for what it asks for. */
async function insertToken(tx: Queryable, { met, scopes, about, secret }: Inserting): Promise<void> {
  const { rule, account } = met;
  const locked = await lockServiceAccount(tx, account.id);
  const [id, hint] = [newId("tok"), serviceAccountTokenHint(secret)];
  const made = await tx.query(sql`
    INSERT INTO service_account_tokens (id, service_account_id, token_hash, hint, scopes, created_by, created_at, expires_at,
      trust_rule_id, workload)
    SELECT ${id}, r.service_account_id, ${hashServiceAccountToken(secret)}, ${hint}, ${[...scopes]}::text[], r.created_by, now(),
      now() + make_interval(secs => ${workloadTokenSeconds}), r.id, ${JSON.stringify(about)}::jsonb
    FROM trust_rules r WHERE r.id = ${rule.id} AND r.revoked_at IS NULL RETURNING id`);
  if (made.length === 0 || locked.state === "revoked") throw new WorkloadRefused("its trust rule was revoked");
  await tx.query(sql`
    UPDATE trust_rules SET last_used_at = now()
    WHERE id = ${rule.id} AND (last_used_at IS NULL OR last_used_at < now() - interval '1 minute')`);
  await appendAudit(tx, {
    stream: `principal:${account.id}`,
    requestId: null,
    actor: {
      id: account.id,
      name: `${account.team}/${account.name}`,
      channel: "api",
      workload: { rule: rule.id, ...about },
    },
    action: "workload.exchanged",
    object: `token:${id}`,
    message: `A workload of ${about.issuer} exchanged its token for ${hint}….`,
    details: { serviceAccount: account.id, rule: rule.id, scopes, seconds: workloadTokenSeconds },
  });
}

function isUniqueViolation(error: unknown, constraint: string): boolean {
  const { code, constraint: violated } = (error ?? {}) as { code?: unknown; constraint?: unknown };
  return code === "23505" && violated === constraint;
}
