import type { Handling } from "#domain/contracts/decision.ts";
import type { Tightening } from "#domain/guardrails/rule.ts";

/** Folds what the rules said about the handling into the tightest of each; null when no tier stated the whole of it. */
export function foldHandling(tightenings: readonly Tightening[]): Handling | null {
  const parts = tightenings.map(({ handling }) => handling).filter((part) => part !== undefined);
  const base = parts.find(isWhole);
  if (base === undefined) return null;
  return parts.reduce<Handling>(
    (held, part) => ({
      sealing: held.sealing === "strict" || part.sealing === "strict" ? "strict" : "standard",
      revealMaxAgeSeconds: smaller(held.revealMaxAgeSeconds, part.revealMaxAgeSeconds),
      shownSeconds: Math.min(held.shownSeconds, part.shownSeconds ?? held.shownSeconds),
      attributes: [...new Set([...held.attributes, ...(part.attributes ?? [])])].toSorted(),
      rotationDays: smaller(held.rotationDays, part.rotationDays),
      retentionDays: Math.max(held.retentionDays, part.retentionDays ?? 0),
      restoreHoursMax: Math.min(held.restoreHoursMax, part.restoreHoursMax ?? held.restoreHoursMax),
    }),
    base,
  );
}

function isWhole(part: Partial<Handling>): part is Handling {
  return part.sealing !== undefined && part.retentionDays !== undefined && part.restoreHoursMax !== undefined;
}

/** Null is no limit. */
function smaller(a: number | null, b: number | null | undefined): number | null {
  if (b === undefined || b === null) return a;
  return a === null ? b : Math.min(a, b);
}
