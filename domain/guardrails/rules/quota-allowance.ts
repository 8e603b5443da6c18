import type { Allowance } from "#domain/contracts/decision.ts";
import type { BuiltInRule } from "#domain/guardrails/rule.ts";
import { spellList } from "#domain/guardrails/spell-list.ts";

/** What is held with this stays within every quota and budget that counts it, what waits for approval included. */
export const quotaAllowance: BuiltInRule = {
  id: "quota.allowance",
  version: "1",
  rank: "team",
  evaluate: ({ allowances, cost }) => {
    const exceeded = allowances.filter(({ limit, held, asks }) => held + asks > limit);
    if (exceeded.length === 0) {
      const message =
        allowances.length === 0
          ? "No further quota or budget counts this."
          : `Within ${spellList(
              allowances.map(({ id }) => id),
              "and",
            )}.`;
      return { result: "pass", message };
    }
    const told = exceeded.map((allowance) => spellExcess(allowance, cost?.currency ?? ""));
    return { result: "deny", message: `${told.join(" ")} Release something, or ask for a larger quota.` };
  },
};

function spellExcess({ id, measure, limit, held, asks }: Allowance, currency: string): string {
  const unit = { count: "", units: " units", monthlyCost: ` ${currency} a month` }[measure];
  return `The quota ${id} allows ${limit}${unit}: ${held} held, ${asks} asked for.`;
}
