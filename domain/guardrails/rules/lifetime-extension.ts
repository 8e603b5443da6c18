import type { BuiltInRule } from "#domain/guardrails/rule.ts";
import { spellStages } from "#domain/guardrails/spell-stages.ts";

/** So many extensions of one thing are granted at once where nothing else asks for a human. */
const freeExtensions = 1;

/** The first extension of a thing is free; whoever decides on a further one is named by its environment. */
export const lifetimeExtension: BuiltInRule = {
  id: "lifetime.extension",
  version: "1",
  rank: "environment",
  evaluate: ({ about, environment }) => {
    if (about?.kind !== "extend") return { result: "pass", message: "Nothing is extended." };
    if (about.extensions < freeExtensions) return { result: "pass", message: "The first extension is free." };
    const times = about.extensions === 1 ? "once" : `${about.extensions} times`;
    return {
      result: "needs_approval",
      message: `It was extended ${times} already, so a human decides: ${spellStages(environment.extendApproval)}.`,
      tightens: { approval: environment.extendApproval },
    };
  },
};
