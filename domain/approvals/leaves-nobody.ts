import { approverClaims } from "#domain/approvals/approver-groups.ts";
import { maintainerClaims, type Maintained } from "#domain/approvals/is-maintainer.ts";
import type { Catalog } from "#domain/catalog/catalog.ts";
import type { ApprovalStage } from "#domain/contracts/decision.ts";

/**
 * Tells whether a stage asks only groups that maintain the template, and bars its maintainers: then nobody could ever
 * give the approval. A stage that asks nobody to begin with is another matter.
 */
export function leavesNobody(stage: ApprovalStage, maintained: Maintained, catalog: Catalog): boolean {
  if (!stage.distinctFrom?.includes("maintainer")) return false;
  const barred = maintainerClaims(maintained, catalog);
  const asked = stage.groups.flatMap((group) => approverClaims(group, maintained.team, catalog));
  return asked.length > 0 && asked.every((claim) => barred.includes(claim));
}
