import type { RequesterFacts } from "#domain/guardrails/evaluation-input.ts";
import type { BuiltInRule } from "#domain/guardrails/rule.ts";

/** Only members of the team ask for it, and a service account only for a member; the platform team may ask for every team. */
export const requesterMembership: BuiltInRule = {
  id: "requester.membership",
  version: "2",
  rank: "hard",
  evaluate: ({ draft, requester, team }) => {
    const belongs = requester.teams.includes(team.id);
    if (!belongs && !requester.platformRoles.includes("platform")) {
      const message = `The requester does not belong to ${team.name}; only its members ask for it.`;
      return { result: "deny", message, ...remedyOf(requester, draft.team) };
    }
    if (requester.onBehalfOf !== null && !requester.onBehalfOf.teams.includes(team.id)) {
      const message = `The person that the service account asks for does not belong to ${team.name}.`;
      return { result: "deny", message, ...remedyOf(requester, draft.team) };
    }
    if (belongs) return { result: "pass", message: `The requester belongs to ${team.name}.` };
    return {
      result: "pass",
      message: `The requester is of the platform role, which may ask for ${team.name}.`,
    };
  },
};

/** The teams that the requester, and whoever they ask for, both belong to. */
function remedyOf({ teams, onBehalfOf }: RequesterFacts, asked: string) {
  const others = teams.filter((id) => id !== asked && (onBehalfOf === null || onBehalfOf.teams.includes(id)));
  return others.length === 0 ? {} : { remedy: { path: "/team", op: "in" as const, value: others } };
}
