import type { RequestView } from "#domain/contracts/request.ts";
import { isTerminal } from "#domain/requests/request-states.ts";

/** Tells whether more can happen to a request soon: it goes on, its thing changes, or a credential waits. */
export function isLive({ state, resource, grants }: RequestView): boolean {
  if (!isTerminal(state)) return true;
  if (resource?.state === "creating" || resource?.state === "destroying") return true;
  return grants.some((grant) => grant.state === "pending" || grant.state === "claiming");
}
