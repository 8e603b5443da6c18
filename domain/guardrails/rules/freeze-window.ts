import type { BuiltInRule } from "#domain/guardrails/rule.ts";
import { spellList } from "#domain/guardrails/spell-list.ts";
import { spellStages } from "#domain/guardrails/spell-stages.ts";

/** While an environment is frozen, a human decides what else would be granted at once. */
export const freezeWindow: BuiltInRule = {
  id: "environment.freeze_window",
  version: "1",
  rank: "environment",
  evaluate: ({ environment, freezes }) => {
    if (freezes.length === 0) return { result: "pass", message: `${environment.title} is not frozen.` };
    const approval = freezes.flatMap((freeze) => freeze.approval);
    const names = spellList(
      freezes.map(({ title, until }) => `${title} until ${until.toISOString().slice(0, 16).replace("T", " ")} UTC`),
      "and",
    );
    return {
      result: "needs_approval",
      message: `${environment.title} is frozen (${names}), so a human decides: ${spellStages(approval)}.`,
      tightens: { approval },
    };
  },
};
