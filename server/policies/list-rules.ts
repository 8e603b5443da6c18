import type { Actor } from "#domain/access/actor.ts";
import { canKeepGuardrails } from "#domain/access/can-keep-guardrails.ts";
import { rulesView, type RulesView } from "#domain/policies/rules-view.ts";
import type { ServerContext } from "#server/context.ts";

/** The rules, and whether the reader may try them on the past. */
export interface RuleList extends RulesView {
  readonly keeper: boolean;
}

/** Lists every rule of the catalog: who is decided on by a rule may read it, so that everybody signed in may. */
export function listRules({ catalog }: Pick<ServerContext, "catalog">, actor: Actor): RuleList {
  return { ...rulesView(catalog), keeper: canKeepGuardrails(actor) };
}
