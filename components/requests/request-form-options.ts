import type { Choice } from "#components/ui/choice.ts";

/** What the person filing may choose from. */
export interface RequestFormOptions {
  readonly teams: readonly Choice[];
  readonly environments: readonly Choice[];
  readonly classifications: readonly Choice[];
}
