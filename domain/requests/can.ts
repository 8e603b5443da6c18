import type { Actor } from "#domain/access/actor.ts";
import { allowed, refused, type Permission } from "#domain/access/permission.ts";
import type { RequestState } from "#domain/contracts/request.ts";
import { requestTransitions } from "#domain/requests/request-states.ts";

interface OwnedRequest {
  readonly state: RequestState;
  readonly team: string;
  readonly requesterId: string;
  readonly onBehalfOfId: string | null;
  /** Absent: a new thing. */
  readonly kind?: string;
}

/** Tells whether the actor may take the request back: its requester, the person it is for, or a lead of the team. */
export function canWithdraw(actor: Actor, request: OwnedRequest): Permission {
  const own = [request.requesterId, request.onBehalfOfId].includes(actor.principalId);
  const leads = actor.memberships.some((membership) => membership.lead && membership.team === request.team);
  if (!own && !leads) return refused("Only the requester or a lead of the team can withdraw this request.");
  if (request.kind !== undefined && request.kind !== "provision" && request.state === "provisioning") {
    return refused("It is being destroyed already.");
  }
  if (request.state === "fulfilled") {
    const isNew = (request.kind ?? "provision") === "provision";
    return refused(isNew ? "It is fulfilled. Release the resource instead." : "It is done.");
  }
  const targets: readonly RequestState[] = requestTransitions[request.state];
  if (!targets.includes("withdrawn")) return refused(`A ${request.state} request cannot be withdrawn.`);
  return allowed;
}

/** Tells whether the actor may take an approver's offer: its requester, or the person it is for, while it waits. */
export function canAccept(
  actor: Pick<Actor, "principalId">,
  request: Omit<OwnedRequest, "team"> & { readonly isOffered: boolean },
): Permission {
  const own = [request.requesterId, request.onBehalfOfId].includes(actor.principalId);
  if (!own) return refused("Only whoever asked for it, or whom it is for, accepts an offer.");
  if (request.state !== "pending_approval") {
    return refused(`The request is ${request.state.replace("_", " ")}: there is nothing left to accept.`);
  }
  return request.isOffered ? allowed : refused("Nobody offers anything else on this request.");
}
