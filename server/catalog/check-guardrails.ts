import type { CatalogProblem } from "#server/catalog/catalog-problem.ts";
import { checkBreakGlass } from "#server/catalog/check-break-glass.ts";
import { checkAttachments } from "#server/catalog/check-attachments.ts";
import { checkIssuers } from "#server/catalog/check-issuers.ts";
import { checkMatrices } from "#server/catalog/check-matrices.ts";
import { checkQuotas } from "#server/catalog/check-quotas.ts";
import { checkRules } from "#server/catalog/check-rules.ts";
import { checkTiers } from "#server/catalog/check-tiers.ts";
import type { ParsedCatalog } from "#server/catalog/parsed-catalog.ts";

/** Checks the handling table, the matrices, the rules, the packs, the quotas and the workload issuers against the rest of the catalog. */
export function checkGuardrails(catalog: ParsedCatalog): CatalogProblem[] {
  return [
    ...checkTiers(catalog),
    ...checkMatrices(catalog),
    ...checkRules(catalog),
    ...checkAttachments(catalog),
    ...checkQuotas(catalog),
    ...checkBreakGlass(catalog),
    ...checkIssuers(catalog),
  ];
}
