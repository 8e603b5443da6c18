import type { Decision, Handling, Outcome } from "#domain/contracts/decision.ts";
import { isPlanStricter } from "#domain/requests/is-plan-stricter.ts";

const severity = { auto: 0, needs_approval: 1, deny: 2 } as const satisfies Record<Outcome, number>;

/**
 * Tells whether today's decision is stricter than the one that was approved: in outcome, in a limit, in its plan, or in
 * how it must be handled.
 */
export function isStricter(today: Decision, approved: Decision): boolean {
  if (severity[today.outcome] !== severity[approved.outcome])
    return severity[today.outcome] > severity[approved.outcome];
  if (today.effective.lifetimeHoursMax < approved.effective.lifetimeHours) return true;
  if (approved.effective.deliveries.some((delivery) => !today.effective.deliveries.includes(delivery))) return true;
  if (today.effective.region !== approved.effective.region) return true;
  if (isHandledStricter(today.effective.handling, approved.effective.handling)) return true;
  if (today.effective.claimWindowHours < approved.effective.claimWindowHours) return true;
  return isPlanStricter(today.effective.approvalPlan, approved.effective.approvalPlan);
}

/** Only what is settled as a thing is built; how old a sign-in may be is looked at again at each reveal. */
function isHandledStricter(today: Handling | undefined, approved: Handling | undefined): boolean {
  if (today === undefined || approved === undefined) return false;
  if (today.sealing === "strict" && approved.sealing === "standard") return true;
  return today.attributes.some((attribute) => !approved.attributes.includes(attribute));
}
