import type { BuiltInRule } from "#domain/guardrails/rule.ts";

/** A team holds a limited number of one template per environment, pending requests included. */
export const quotaTeam: BuiltInRule = {
  id: "quota.team",
  version: "1",
  rank: "team",
  evaluate: ({ state, team, template, environment }) => {
    const limit = template.quotaPerTeam;
    const tightens = { quotaLimit: limit };
    const what = `${team.name} holds ${state.holdingCount} of ${limit} ${template.id} in ${environment.id}`;
    if (state.holdingCount < limit) return { result: "pass", message: `${what}.`, tightens };
    return {
      result: "deny",
      message: `${what}, requests that wait included. Release one that is no longer needed, or withdraw a pending request.`,
      tightens,
    };
  },
};
