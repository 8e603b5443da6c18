import { spellStages } from "#domain/guardrails/spell-stages.ts";
import type { BuiltInRule } from "#domain/guardrails/rule.ts";

/** The environment says whether a human is asked. */
export const approvalEnvironment: BuiltInRule = {
  id: "approval.environment",
  version: "1",
  rank: "environment",
  evaluate: ({ environment }) => {
    const approval = environment.approval;
    if (approval === null) return { result: "pass", message: `${environment.title} asks nobody to approve.` };
    return {
      result: "needs_approval",
      message: `${environment.title} needs approval: ${spellStages(approval)}.`,
      tightens: { approval },
    };
  },
};
