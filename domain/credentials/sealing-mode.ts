import { isClassification } from "#domain/catalog/classification.ts";
import { handlingFloors } from "#domain/catalog/handling-tier.ts";
import type { SealingMode } from "#domain/contracts/decision.ts";

/**
 * Tells how a credential is sealed: as was decided, but never looser than the class demands; a class that is not known
 * is sealed the strictest way.
 */
export function sealingMode(classification: string, decided: SealingMode): SealingMode {
  if (decided === "strict" || !isClassification(classification)) return "strict";
  return handlingFloors[classification].sealing;
}
