import type { BuiltInRule, Tightening } from "#domain/guardrails/rule.ts";
import { spellStages } from "#domain/guardrails/spell-stages.ts";

/** The template's matrix says what environment and classification get together; an empty cell denies. */
export const matrixCell: BuiltInRule = {
  id: "matrix.cell",
  version: "1",
  rank: "template",
  evaluate: ({ draft, template, environment, cell }) => {
    const what = `${draft.classification} data in ${environment.id}`;
    if (cell === null) {
      return { result: "deny", message: `The matrix of ${template.title} has no entry for ${what}.` };
    }
    const { lifetimeHoursMax, deliveries, regions, approval } = cell;
    const tightens: Tightening = {
      ...(lifetimeHoursMax !== null && { lifetimeHoursMax }),
      ...(deliveries !== null && { deliveries }),
      ...(regions !== null && { regions }),
    };
    if (cell.outcome === "auto") {
      return { result: "pass", message: `The matrix of ${template.title} asks nobody for ${what}.`, tightens };
    }
    return {
      result: "needs_approval",
      message: `Approval is needed for ${what}: ${spellStages(approval)}.`,
      tightens: { ...tightens, approval },
    };
  },
};
