import canonicalize from "canonicalize";
import type { Decision, Outcome } from "#domain/contracts/decision.ts";

const severity = { auto: 0, needs_approval: 1, deny: 2 } as const satisfies Record<Outcome, number>;

/** Tells whether today's decision is stricter than the one that was approved: in outcome, in a limit, or in its plan. */
export function isStricter(today: Decision, approved: Decision): boolean {
  if (severity[today.outcome] !== severity[approved.outcome])
    return severity[today.outcome] > severity[approved.outcome];
  if (today.effective.lifetimeHoursMax < approved.effective.lifetimeHours) return true;
  if (approved.effective.deliveries.some((delivery) => !today.effective.deliveries.includes(delivery))) return true;
  if (today.effective.region !== approved.effective.region) return true;
  const plans = [today, approved].map((decision) => canonicalize(decision.effective.approvalPlan));
  return today.outcome === "needs_approval" && plans[0] !== plans[1];
}
