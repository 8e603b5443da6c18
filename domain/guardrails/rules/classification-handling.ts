import type { BuiltInRule } from "#domain/guardrails/rule.ts";
import { spellList } from "#domain/guardrails/spell-list.ts";

/** The handling table says how data of the classification is handled; without a row nothing is built. */
export const classificationHandling: BuiltInRule = {
  id: "classification.handling",
  version: "1",
  rank: "environment",
  evaluate: ({ draft, tier }) => {
    if (tier === null) {
      return { result: "deny", message: `The handling table has no row for ${draft.classification} data.` };
    }
    const { mayApprove, revealMaxAgeMinutes } = tier;
    const who = mayApprove === null ? "" : `; only ${spellList(mayApprove, "and")} may approve`;
    return {
      result: "pass",
      message: `${tier.title} data is sealed ${tier.sealing === "strict" ? "to the recipient's own device" : "to the reveal process"}${who}.`,
      tightens: {
        deliveries: tier.deliveries,
        ...(mayApprove !== null && { mayApprove }),
        handling: {
          sealing: tier.sealing,
          revealMaxAgeSeconds: revealMaxAgeMinutes === null ? null : revealMaxAgeMinutes * 60,
          shownSeconds: tier.shownSeconds,
          attributes: [],
          rotationDays: tier.rotationDays,
          retentionDays: tier.retentionDays,
          restoreHoursMax: tier.restoreHoursMax,
        },
      },
    };
  },
};
