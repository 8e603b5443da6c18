import { createHash } from "node:crypto";
import canonicalize from "canonicalize";
import type { Actor } from "#domain/access/actor.ts";
import { auditActor } from "#domain/audit/audit-event.ts";
import type { CreateTrustRuleBody, TrustRuleView } from "#domain/contracts/trust-rule.ts";
import { AppError } from "#domain/errors/app-error.ts";
import { canCreateTrustRule } from "#domain/federation/can-create-trust-rule.ts";
import { checkRule } from "#domain/federation/check-rule.ts";
import { rulesPerAccountMax } from "#domain/federation/rule-limits.ts";
import type { WorkloadIssuer } from "#domain/federation/workload-issuer.ts";
import { canManageServiceAccounts } from "#domain/service-accounts/can.ts";
import type { Queryable } from "#server/adapters/db/database.ts";
import { sql } from "#server/adapters/db/sql.ts";
import { appendAudit } from "#server/audit/append-audit.ts";
import type { ServerContext } from "#server/context.ts";
import { invalidInput } from "#server/http/parse-input.ts";
import { pointerOf } from "#server/http/pointer-of.ts";
import { createOnce } from "#server/idempotency/create-once.ts";
import { newId } from "#server/ids/new-id.ts";
import { assertNoSecret } from "#server/requests/assert-no-secret.ts";
import { lockServiceAccount, type LockedServiceAccount } from "#server/service-accounts/lock-service-account.ts";
import { showServiceAccount } from "#server/service-accounts/show-service-account.ts";
import { ruleWorld } from "#server/trust-rules/rule-world.ts";
import { showTrustRule } from "#server/trust-rules/show-trust-rule.ts";

/** A create call as it came in. */
export interface CreateTrustRuleInput {
  readonly body: CreateTrustRuleBody;
  readonly idempotencyKey: string | null;
}

/** The rule, and whether an earlier call had made it. */
export interface CreatedTrustRule {
  readonly rule: TrustRuleView;
  readonly replayed: boolean;
}

/**
 * Makes a rule by which workloads may become a service account, if it says exactly whom it means: what could let in
 * anybody else is refused, with all that is wrong and what to write instead.
 *
 * Number and sameness are looked at under the account's lock.
 * @throws not_found, forbidden, invalid_input, secret_in_text, wrong_state, limit_reached, idempotency_conflict,
 *   idempotency_in_flight
 */
export async function createTrustRule(
  ctx: ServerContext,
  actor: Actor,
  { body, idempotencyKey }: CreateTrustRuleInput,
): Promise<CreatedTrustRule> {
  const { team } = await showServiceAccount(ctx, actor, body.serviceAccount);
  const permission = canManageServiceAccounts(actor, team);
  if (!permission.allowed) throw new AppError("forbidden", permission.reason);
  await assertNoSecret({ description: body.description, claims: Object.values(body.claims) });
  const draft = { ...body, templates: body.templates ?? null };
  const findings = checkRule(draft, ruleWorld(ctx));
  if (findings.length > 0) {
    throw invalidInput(findings.map(({ path, message }) => ({ in: "body" as const, path: pointerOf(path), message })));
  }
  const keyed = { principalId: actor.principalId, key: idempotencyKey, operation: "createTrustRule", body };
  const { id, replayed } = await createOnce(ctx.db, keyed, async (tx) => {
    const account = await lockServiceAccount(tx, body.serviceAccount);
    await assertRoom(tx, actor, { ...account, id: body.serviceAccount });
    return insertRule(tx, actor, { body, issuer: ctx.catalog.issuers.get(body.issuer) });
  });
  return { rule: await showTrustRule(ctx, actor, id), replayed };
}

async function assertRoom(tx: Queryable, actor: Actor, account: LockedServiceAccount & { id: string }): Promise<void> {
  const [row] = await tx.query<{ live: number }>(sql`
    SELECT count(*)::int AS live FROM trust_rules WHERE service_account_id = ${account.id} AND revoked_at IS NULL`);
  const permission = canCreateTrustRule(actor, { ...account, liveRules: row?.live ?? 0 });
  if (permission.allowed) return;
  if (account.state === "revoked")
    throw new AppError("wrong_state", permission.reason, { details: { state: "revoked" } });
  throw new AppError("limit_reached", permission.reason, { details: { limit: rulesPerAccountMax } });
}

interface InsertingRule {
  readonly body: CreateTrustRuleBody;
  /** As the catalog that the draft was held against has it. */
  readonly issuer: WorkloadIssuer | undefined;
}

async function insertRule(tx: Queryable, actor: Actor, { body, issuer: known }: InsertingRule): Promise<string> {
  const { serviceAccount, issuer, claims, description = "" } = body;
  if (known === undefined) throw new Error("A rule about an issuer that is not known passed save.");
  const { issuer: url, kind } = known;
  const id = newId("tr");
  const [environments, scopes] = [[...new Set(body.environments)], [...new Set(body.scopes)]];
  const templates = body.templates ? [...new Set(body.templates)] : null;
  const digest = createHash("sha256")
    .update(canonicalize({ issuer, url, kind, claims }) ?? "")
    .digest();
  const made = await tx.query(sql`
    INSERT INTO trust_rules (id, service_account_id, description, issuer, issuer_url, issuer_kind, claims, claims_digest,
      environments, templates, scopes, created_by)
    VALUES (${id}, ${serviceAccount}, ${description}, ${issuer}, ${url}, ${kind}, ${JSON.stringify(claims)}::jsonb, ${digest},
      ${environments}, ${templates}, ${scopes}, ${actor.principalId})
    ON CONFLICT (service_account_id, claims_digest) WHERE revoked_at IS NULL DO NOTHING RETURNING id`);
  if (made.length === 0) {
    const sentence = "The service account has a rule for this very workload already. Revoke that one first.";
    throw new AppError("wrong_state", sentence, { details: { state: "active" } });
  }
  await appendAudit(tx, {
    stream: `principal:${serviceAccount}`,
    requestId: null,
    actor: auditActor(actor),
    action: "trust_rule.created",
    object: `trust_rule:${id}`,
    message: `Trust rule for workloads of ${issuer} created, for ${environments.join(", ")}.`,
    details: { serviceAccount, issuer, issuerUrl: url, issuerKind: kind, claims, environments, templates, scopes },
  });
  return id;
}
