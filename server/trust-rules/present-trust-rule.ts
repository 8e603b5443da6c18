import { z } from "zod";
import type { TrustRuleView } from "#domain/contracts/trust-rule.ts";
import type { TrustRuleRecord } from "#server/trust-rules/trust-rule-record.ts";

const claimsSchema = z.record(z.string(), z.string());

/** Shows a stored trust rule as every channel sees it. The ledger has no empty list of templates: it stands for every one. */
export function presentTrustRule(record: TrustRuleRecord): TrustRuleView {
  const { id, serviceAccount, description, issuer, environments, scopes, createdBy, revokedBy } = record;
  return {
    id,
    serviceAccount,
    description,
    issuer,
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
