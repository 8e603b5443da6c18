import type { Choice } from "#components/ui/choice.ts";
import type { RuleIssuer } from "#domain/federation/claim-table-of.ts";

/** What a new rule can be made of. */
export interface RuleFormOptions {
  /** Service accounts that the viewer manages. */
  readonly accounts: readonly Choice[];
  readonly issuers: readonly RuleIssuer[];
  readonly environments: readonly Choice[];
  readonly templates: readonly Choice[];
}
