import { flatClaims } from "#domain/federation/flat-claims.ts";
import { meetRule } from "#domain/federation/meet-rule.ts";
import type { WorkloadIssuer } from "#domain/federation/workload-issuer.ts";
import { trustRuleSchema, type TrustRule } from "#domain/federation/trust-rule.ts";
import type { Queryable } from "#server/adapters/db/database.ts";
import { sql } from "#server/adapters/db/sql.ts";

/** A rule that a token meets, and the service account that it leads to. */
export interface MetRule {
  readonly rule: TrustRule;
  readonly account: { readonly id: string; readonly team: string; readonly name: string };
}

interface Row {
  readonly id: string;
  readonly serviceAccountId: string;
  readonly issuer: string;
  readonly claims: unknown;
  readonly environments: unknown;
  readonly templates: unknown;
  readonly scopes: unknown;
  readonly team: string;
  readonly name: string;
}

/**
 * Finds the rules that a verified token meets, the newest first: those of its issuer that are not revoked, of service
 * accounts that are not revoked. Which of several is meant is the caller's to decide.
 *
 * Of its issuer is a rule that was made for one of the same name, the same `iss` and the same kind.
 * @param token the issuer as it is configured, and the claims as the token has them
 */
export async function findMetRules(
  db: Queryable,
  token: {
    readonly issuer: Pick<WorkloadIssuer, "name" | "issuer" | "kind">;
    readonly claims: Readonly<Record<string, unknown>>;
  },
): Promise<readonly MetRule[]> {
  const { name, issuer, kind } = token.issuer;
  const given = flatClaims(token.claims);
  // The database only narrows down; what meets is decided by the one function that the tester shows too.
  const rows = await db.query<Row>(sql`
    SELECT r.id, r.service_account_id AS "serviceAccountId", r.issuer, r.claims, r.environments, r.templates, r.scopes,
      a.team, a.name
    FROM trust_rules r
    JOIN service_accounts a ON a.id = r.service_account_id
    JOIN principals p ON p.id = a.id
    WHERE r.issuer = ${name} AND r.issuer_url = ${issuer} AND r.issuer_kind = ${kind} AND r.revoked_at IS NULL
      AND a.revoked_at IS NULL AND p.disabled_at IS NULL AND r.claims <@ ${JSON.stringify(Object.fromEntries(given))}::jsonb
    ORDER BY r.created_at DESC, r.id DESC`);
  return rows
    .map(({ team, name: accountName, ...row }) => {
      const rule = trustRuleSchema.parse({ ...row, state: "active" });
      return { rule, account: { id: rule.serviceAccountId, team, name: accountName } };
    })
    .filter(({ rule }) => meetRule(rule, given).isMet);
}
