import type { Rule } from "#domain/guardrails/rule.ts";
import { spellStages } from "#domain/guardrails/spell-stages.ts";

/** A classification may ask for approval where its environment alone does not. */
export const approvalClassification: Rule = {
  id: "approval.classification",
  version: "1",
  rank: "environment",
  evaluate: ({ draft, environment, handling }) => {
    const approval = handling?.approval ?? null;
    const what = `${draft.classification} data in ${environment.id}`;
    if (approval === null) return { result: "pass", message: `No approval is asked for because of ${what}.` };
    return {
      result: "needs_approval",
      message: `Approval is needed for ${what}: ${spellStages(approval)}.`,
      tightens: { approval },
    };
  },
};
