import type { Actor } from "#domain/access/actor.ts";
import { attributeWords } from "#domain/access/attribute-words.ts";
import type { ApprovalPlan, CastVote } from "#domain/approvals/approval-plan.ts";
import { approverClaims } from "#domain/approvals/approver-groups.ts";
import { ownsRequest, type Parties } from "#domain/approvals/owns-request.ts";
import { isMaintainer } from "#domain/approvals/is-maintainer.ts";
import type { Catalog } from "#domain/catalog/catalog.ts";
import { spellList } from "#domain/guardrails/spell-list.ts";

/** What separation of duties must know about the request. */
export interface DecidableRequest extends Parties {
  readonly team: string;
  /** Of the template, as the catalog names them now; null: it does not know the template any more. */
  readonly maintainers: readonly string[] | null;
  readonly approvalPlan: ApprovalPlan;
  /**
   * Who may decide on the pending stage, as it was resolved when the request was filed or escalated; null: it was filed
   * before that was written down, so the groups of its plan alone say who.
   */
  readonly approverIds: readonly string[] | null;
  /** Those of them whom the stage's deadline added: they hold a group that it escalates to. */
  readonly escalatedIds?: readonly string[];
}

/** An actor, with the principals it is a bot or a delegate of. */
export type DecidingActor = Pick<Actor, "principalId" | "kind" | "email" | "groups" | "attributes" | "channel"> & {
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

/** What `stageBarrier` looks at. */
interface StageQuestion extends Pick<DecideQuestion, "stage" | "catalog"> {
  /** Whether the person is asked as one of those whom the stage escalates to. Absent: no. */
  readonly isEscalated?: boolean;
  readonly request: Pick<DecidableRequest, "team" | "maintainers" | "approvalPlan">;
}

/**
 * Separation of duties, the same for every channel: tells whether the actor may approve or reject a stage.
 *
 * Never the requester, the person it was filed for, the owners of the bot that filed it, anyone who acts for
 * one of them, or another account with the e-mail address of one of them; never a service account; only a
 * holder of one of the stage's groups who was one when it was asked, who is no maintainer of the template and is what the
 * stage demands, where it says so; and each person once per request, whatever the stage.
 */
export function canDecide(question: DecideQuestion): DecidePermission {
  const { actor, request, votes } = question;
  if (ownsRequest(actor, request)) {
    return refuse("own_request", "This is your own request: somebody else has to decide on it.");
  }
  if (actor.kind !== "user") {
    return refuse("not_an_approver", "Only people approve: a service account may ask and never decides.");
  }
  const isEscalated = request.escalatedIds?.includes(actor.principalId) ?? false;
  const barrier = stageBarrier(actor, { ...question, isEscalated });
  if (barrier !== null) return refuse("not_an_approver", barrier);
  if (request.approverIds !== null && !request.approverIds.includes(actor.principalId)) {
    return refuse(
      "not_an_approver",
      "This was asked before you could decide on it: you decide on what is asked from now on.",
    );
  }
  if (votes.some((vote) => vote.principalId === actor.principalId)) {
    return refuse("already_decided", "You have voted on this request already.");
  }
  return { allowed: true };
}

/**
 * Says why the pending stage is not for somebody, as far as it follows from who they are; null: it is for them. What is
 * between them and this request is another matter.
 */
export function stageBarrier(
  person: Pick<Actor, "email" | "groups" | "attributes">,
  { request, stage, catalog, isEscalated = false }: StageQuestion,
): string | null {
  const asked = request.approvalPlan[stage];
  const { team, maintainers } = request;
  const groups = (isEscalated ? asked?.escalateTo : asked?.groups) ?? [];
  const claims = groups.flatMap((group) => approverClaims(group, team, catalog));
  if (!claims.some((claim) => person.groups.includes(claim))) return approversSentence(groups);
  if (asked?.distinctFrom?.includes("maintainer")) {
    if (maintainers === null) return "The catalog does not say any more who maintains the template, so nobody decides.";
    if (isMaintainer(person, { maintainers, team }, catalog)) {
      return "You maintain the template that this asks for: somebody who does not has to decide.";
    }
  }
  const missing = asked?.attributes?.filter((attribute) => !person.attributes.includes(attribute)) ?? [];
  if (missing.length === 0) return null;
  const demanded = spellList(
    missing.map((attribute) => attributeWords[attribute]),
    "and",
  );
  return `Only somebody of whom the identity provider says that they are ${demanded} decides on this.`;
}

function approversSentence(groups: readonly string[]): string {
  if (groups.length === 0) return "Nobody is named to approve this stage.";
  return `Only members of ${groups.join(" or ")} decide on this stage.`;
}

function refuse(code: "own_request" | "not_an_approver" | "already_decided", reason: string): DecidePermission {
  return { allowed: false, code, reason };
}
