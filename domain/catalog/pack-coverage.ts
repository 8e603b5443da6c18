import type { PackControl } from "#domain/catalog/pack.ts";

/** How a control is covered: by a rule of the pack, by the product itself, or not at all. */
export type ControlCoverage = "enforced" | "built_in" | "open";

/** Tells how a control is covered; a gap may be left in any case. */
export function coverageOf({ rules, builtIn }: Pick<PackControl, "rules" | "builtIn">): ControlCoverage {
  if (rules.length > 0) return "enforced";
  return builtIn.length > 0 ? "built_in" : "open";
}
