import { z } from "zod";
import type { Catalog } from "#domain/catalog/catalog.ts";
import type { TrustRuleView } from "#domain/contracts/trust-rule.ts";
import { ruleIssuerState } from "#domain/federation/rule-issuer-state.ts";
import type { TrustRuleRecord } from "#server/trust-rules/trust-rule-record.ts";

const claimsSchema = z.record(z.string(), z.string());

/**
 * Shows a stored trust rule as every channel sees it, and how its issuer stands to the catalog of now. The ledger has no
 * empty list of templates: it stands for every one.
 */
export function presentTrustRule(record: TrustRuleRecord, { issuers }: Pick<Catalog, "issuers">): TrustRuleView {
  const { id, serviceAccount, description, issuer, issuerUrl, environments, scopes, createdBy, revokedBy } = record;
  return {
    id,
    serviceAccount,
    description,
    issuer,
    issuerUrl,
    issuerState: ruleIssuerState(record, issuers),
    claims: claimsSchema.parse(record.claims),
    environments,
    templates: record.templates.length === 0 ? null : record.templates,
    scopes,
    state: record.revokedAt === null ? "active" : "revoked",
    createdBy,
    createdAt: record.createdAt.toISOString(),
    lastUsedAt: record.lastUsedAt?.toISOString() ?? null,
    revokedAt: record.revokedAt?.toISOString() ?? null,
    revokedBy,
  };
}
