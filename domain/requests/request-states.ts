import type { RequestState } from "#domain/contracts/request.ts";

/** Where a request may go from each state; a state without targets is terminal. */
export const requestTransitions = {
  denied: [],
  pending_approval: ["approved", "denied", "rejected", "withdrawn", "expired"],
  approved: ["provisioning", "fulfilled", "failed", "pending_approval", "denied", "withdrawn", "expired"],
  rejected: [],
  withdrawn: [],
  expired: [],
  provisioning: ["fulfilled", "failed", "withdrawn"],
  fulfilled: [],
  failed: [],
} as const satisfies Record<RequestState, readonly RequestState[]>;

/** Tells whether the state has no successor. */
export function isTerminal(state: RequestState): boolean {
  return requestTransitions[state].length === 0;
}

/** Tells whether a caller that waits should be answered now: terminal, waiting for a human, or blocked. */
export function isSettled(request: { state: RequestState; blockedReason: string | null }): boolean {
  return isTerminal(request.state) || request.state === "pending_approval" || request.blockedReason !== null;
}
