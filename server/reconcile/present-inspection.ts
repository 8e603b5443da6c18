import { z } from "zod";
import type { TemplateSize } from "#domain/catalog/template.ts";
import { inspectionSchema, type InspectionView } from "#domain/contracts/inspection.ts";
import { driftDigest } from "#domain/reconcile/drift-digest.ts";
import { reportedOf, type SeenDifference } from "#domain/reconcile/seen-difference.ts";
import { sizeThatFits } from "#domain/reconcile/size-that-fits.ts";
import type { InspectionRecord } from "#server/reconcile/inspection-record.ts";
import { parseSeenDifferences } from "#server/reconcile/parse-seen-differences.ts";

const measuresSchema = z.object({ measures: inspectionSchema.shape.measures }).catch({ measures: [] });

/** Shows what the last looks at a resource told; `sizes` are those of its template now. */
export function presentInspection(record: InspectionRecord, sizes: readonly TemplateSize[]): InspectionView {
  const { inspection, adoptedDrifts } = record;
  const adopted = new Set(adoptedDrifts.map(({ digest }) => digest));
  const reported = reportedOf(parseSeenDifferences(inspection?.drift), adopted);
  return {
    lookedAt: inspection?.lookedAt?.toISOString() ?? null,
    failure: presentFailure(inspection),
    measures: measuresSchema.parse(inspection?.usage).measures,
    drift: reported.length === 0 ? null : presentDrift(inspection, reported, sizes),
    adopted: adoptedDrifts.map(({ what, expected, found, reason, adoptedBy, adoptedAt }) => ({
      what,
      expected,
      found,
      reason,
      by: adoptedBy,
      at: adoptedAt.toISOString(),
    })),
  };
}

function presentFailure(inspection: InspectionRecord["inspection"]): InspectionView["failure"] {
  const { failedAt = null, failure = null } = inspection ?? {};
  return failedAt === null ? null : { at: failedAt.toISOString(), message: failure ?? "" };
}

function presentDrift(
  inspection: InspectionRecord["inspection"],
  reported: readonly SeenDifference[],
  sizes: readonly TemplateSize[],
): InspectionView["drift"] {
  const { revertAt = null, revertBy = null } = inspection ?? {};
  return {
    digest: driftDigest(reported),
    differences: reported.map(({ what, expected, found, since, beyondRepair }) => ({
      what,
      expected,
      found,
      since,
      revertible: beyondRepair !== true,
    })),
    reverting: revertAt === null ? null : { by: revertBy, at: revertAt.toISOString() },
    sizeThatFits: sizeThatFits(sizes, reported),
  };
}
