import type { Allowance, ApprovalStage } from "#domain/contracts/decision.ts";
import type { BuiltInRule, Finding } from "#domain/guardrails/rule.ts";
import { spellList } from "#domain/guardrails/spell-list.ts";
import { spellStages } from "#domain/guardrails/spell-stages.ts";

/**
 * What is held with this stays within every quota and budget that counts it, what waits for approval included. Beyond
 * one a human decides where the quota says who may let it be raised, and how far.
 */
export const quotaAllowance: BuiltInRule = {
  id: "quota.allowance",
  version: "2",
  rank: "team",
  evaluate: ({ allowances, raises, cost }) => {
    const spell = (some: readonly Allowance[]) => some.map((one) => spellExcess(one, cost?.currency ?? "")).join(" ");
    const exceeded = allowances.filter(({ limit, held, asks }) => held + asks > limit);
    if (exceeded.length > 0) return { result: "deny", message: `${spell(exceeded)} Release something first.` };
    const raised = allowances.filter(({ raisedFrom }) => raisedFrom !== undefined);
    if (raised.length > 0) return askedFor(spell(raised), raises);
    if (allowances.length === 0) return { result: "pass", message: "No further quota or budget counts this." };
    const names = allowances.map(({ id }) => id);
    return { result: "pass", message: `Within ${spellList(names, "and")}.` };
  },
};

function askedFor(told: string, approval: readonly ApprovalStage[]): Finding {
  const message = `${told} So a human decides whether it may be more: ${spellStages(approval)}.`;
  return { result: "needs_approval", message, tightens: { approval } };
}

function spellExcess({ id, measure, limit, raisedFrom = limit, held, asks }: Allowance, currency: string): string {
  const unit = { count: "", units: " units", monthlyCost: ` ${currency} a month` }[measure];
  return `The quota ${id} allows ${raisedFrom}${unit}: ${held} held, ${asks} asked for.`;
}
