import { tallyVotes, type Tally } from "#domain/approvals/tally-votes.ts";
import type { Decision } from "#domain/contracts/decision.ts";
import { voteSchema, type RequestState, type RequestView, type StageView } from "#domain/contracts/request.ts";
import type { RequestRecord } from "#server/requests/request-record.ts";

/** What of a request its stages are shown from. */
export interface Staged extends Pick<RequestRecord, "votes" | "stageEscalated" | "expiresAt"> {
  readonly state: RequestState;
}

/**
 * Shows each stage of a plan: who was resolved to decide on it, what they said, and how it stands; null where nobody is
 * asked.
 */
export function presentApproval(
  { state: requestState, votes, stageEscalated, expiresAt }: Staged,
  { asks, effective: { approvalPlan } }: Decision,
): RequestView["approval"] {
  if (approvalPlan.length === 0) return null;
  const cast = votes.map((vote) => ({ ...vote, verdict: voteSchema.shape.verdict.parse(vote.verdict) }));
  const tally = tallyVotes(approvalPlan, cast);
  const isPending = requestState === "pending_approval";
  const stages = approvalPlan.map(({ groups, quorum, escalateTo = [] }, index): StageView => {
    const state = stageState(tally, { index, isPending });
    const waits = state === "waiting";
    return {
      groups,
      quorum,
      state,
      dueAt: waits ? (expiresAt?.toISOString() ?? null) : null,
      escalateTo,
      escalated: waits && stageEscalated,
      approvers: asks?.[index]?.approvers ?? [],
      approverCount: asks?.[index]?.approverCount ?? null,
      medianAnswerSeconds: asks?.[index]?.medianAnswerSeconds ?? null,
      votes: cast.filter((vote) => vote.stage === index).map(presentVote),
    };
  });
  return { stages };
}

function stageState(tally: Tally, { index, isPending }: { index: number; isPending: boolean }): StageView["state"] {
  if (tally.state === "approved" || index < tally.stage) return "approved";
  if (tally.state === "rejected") return index === tally.stage ? "rejected" : "ended";
  if (!isPending) return "ended";
  return index === tally.stage ? "waiting" : "later";
}

function presentVote({
  principal,
  verdict,
  comment,
  at,
}: Omit<RequestRecord["votes"][number], "verdict"> & Pick<StageView["votes"][number], "verdict">) {
  return { by: principal, verdict, comment, at: at.toISOString() };
}

/** Gives how a request is shown as it is filed, the same now and at every replay of the call that filed it. */
export function asFiled(createdAt: Date, { effective: { approvalPlan } }: Decision) {
  const dueMs = (approvalPlan[0]?.deadlineHours ?? 0) * 3_600_000;
  const expiresAt = new Date(createdAt.getTime() + dueMs);
  const nothing = {
    blockedReason: null,
    resource: null,
    kind: "provision",
    about: null,
    counterOffer: null,
    becameStricter: null,
  };
  return { ...nothing, votes: [], stageEscalated: false, expiresAt };
}
