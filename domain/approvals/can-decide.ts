import type { Actor } from "#domain/access/actor.ts";
import type { ApprovalPlan, CastVote } from "#domain/approvals/approval-plan.ts";
import { approverClaims } from "#domain/approvals/approver-groups.ts";
import type { Catalog } from "#domain/catalog/catalog.ts";

/** A person or service account a request belongs to. */
export interface Party {
  readonly principalId: string;
  readonly email: string | null;
}

/** What separation of duties must know about the request. */
export interface DecidableRequest {
  readonly team: string;
  readonly requester: Party;
  /** The person it was filed for by a service account. */
  readonly onBehalfOf: Party | null;
  /** The people who answer for the service account that filed it: its maker, and the maker of every token of it. */
  readonly requesterOwners?: readonly Party[];
  readonly approvalPlan: ApprovalPlan;
}

/** An actor, with the principals it is a bot or a delegate of. */
export type DecidingActor = Pick<Actor, "principalId" | "kind" | "email" | "groups" | "channel"> & {
  readonly actsForIds?: readonly string[];
};

/** The answer of `canDecide`; `code` is of the error table, `reason` is fit to be shown. */
export type DecidePermission =
  | { readonly allowed: true }
  | {
      readonly allowed: false;
      readonly code: "own_request" | "not_an_approver" | "already_decided";
      readonly reason: string;
    };

/** The facts `canDecide` looks at. */
export interface DecideQuestion {
  readonly actor: DecidingActor;
  readonly request: DecidableRequest;
  /** Index of the stage that is pending, from `tallyVotes`. */
  readonly stage: number;
  /** Valid votes of the current revision. */
  readonly votes: readonly CastVote[];
  readonly catalog: Catalog;
}

/**
 * Separation of duties, the same for every channel: tells whether the actor may approve or reject a stage.
 *
 * Never the requester, the person it was filed for, the owners of the bot that filed it, anyone who acts for
 * one of them, or another account with the e-mail address of one of them; never a service account; only a
 * holder of one of the stage's groups; and each person once per request, whatever the stage.
 */
export function canDecide(question: DecideQuestion): DecidePermission {
  const { actor, request, votes } = question;
  if (ownsRequest(actor, request)) {
    return refuse("own_request", "This is your own request: somebody else has to decide on it.");
  }
  if (actor.kind !== "user") {
    return refuse("not_an_approver", "Only people approve: a service account may ask and never decides.");
  }
  if (!belongsToStage(question)) return refuse("not_an_approver", approversSentence(request, question.stage));
  if (votes.some((vote) => vote.principalId === actor.principalId)) {
    return refuse("already_decided", "You have voted on this request already.");
  }
  return { allowed: true };
}

function ownsRequest(actor: DecidingActor, request: DecidableRequest): boolean {
  const { requester, onBehalfOf, requesterOwners = [] } = request;
  const parties = [requester, ...(onBehalfOf ? [onBehalfOf] : []), ...requesterOwners];
  const owners = new Set(parties.map((party) => party.principalId));
  if ([actor.principalId, ...(actor.actsForIds ?? [])].some((id) => owners.has(id))) return true;
  const email = addressOf(actor);
  return email !== null && parties.some((party) => addressOf(party) === email);
}

function addressOf(party: { readonly email: string | null }): string | null {
  return party.email === null ? null : party.email.normalize("NFKC").trim().toLowerCase();
}

function belongsToStage({ actor, request, stage, catalog }: DecideQuestion): boolean {
  const groups = request.approvalPlan[stage]?.groups ?? [];
  return groups
    .flatMap((group) => approverClaims(group, request.team, catalog))
    .some((claim) => actor.groups.includes(claim));
}

function approversSentence(request: DecidableRequest, stage: number): string {
  const groups = request.approvalPlan[stage]?.groups ?? [];
  if (groups.length === 0) return "Nobody is named to approve this stage.";
  return `Only members of ${groups.join(" or ")} decide on this stage.`;
}

function refuse(code: "own_request" | "not_an_approver" | "already_decided", reason: string): DecidePermission {
  return { allowed: false, code, reason };
}
