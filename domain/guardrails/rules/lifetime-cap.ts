import { bindingLifetimeCap } from "#domain/guardrails/lifetime-caps.ts";
import type { BuiltInRule } from "#domain/guardrails/rule.ts";
import { spellHours } from "#domain/guardrails/spell-hours.ts";

/** The lifetime is within the tightest of the caps, and that cap is named. */
export const lifetimeCap: BuiltInRule = {
  id: "lifetime.cap",
  version: "1",
  rank: "environment",
  evaluate: ({ draft, template, environment, cell }) => {
    const cap = bindingLifetimeCap({ template, environment, cell, classification: draft.classification });
    const tightens = { lifetimeHoursMax: cap.hours };
    const limit = `at most ${spellHours(cap.hours)}, set by ${cap.setBy}`;
    if (draft.lifetimeHours <= cap.hours) {
      return {
        result: "pass",
        message: `A lifetime of ${spellHours(draft.lifetimeHours)} is allowed: ${limit}.`,
        tightens,
      };
    }
    return {
      result: "deny",
      message: `A lifetime of ${spellHours(draft.lifetimeHours)} is too long: ${limit}.`,
      remedy: { path: "/lifetimeHours", op: "<=", value: cap.hours },
      tightens,
    };
  },
};
