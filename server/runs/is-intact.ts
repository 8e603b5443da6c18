import canonicalize from "canonicalize";
import { tallyVotes } from "#domain/approvals/tally-votes.ts";
import { decisionSchema, type Decision } from "#domain/contracts/decision.ts";
import { voteSchema } from "#domain/contracts/request.ts";
import type { LockedRequest } from "#server/requests/lock-request.ts";
import { digestRow } from "#server/runs/digest-row.ts";

/**
 * Recomputes the digest from the rows: the request, its decision and every vote must carry the same one, and what is
 * beside the digest, the plan's own column and the names of template and kind, must say what is under it.
 */
export function isIntact(request: LockedRequest): boolean {
  const decision = decisionSchema.safeParse(request.decision);
  if (!decision.success) return false;
  const digest = digestRow(request, decision.data);
  if (digest !== request.digest || !request.votes.every((vote) => vote.digest === digest)) return false;
  return request.templateVersionId.startsWith(`${request.templateId}@`) && hasItsPlan(request, decision.data);
}

/** Tells whether an intact request that counts as approved was: granted by the rules, or by the votes of its whole plan. */
export function isGranted({ votes }: LockedRequest, { outcome, effective: { approvalPlan } }: Decision): boolean {
  if (outcome !== "needs_approval") return outcome === "auto";
  const cast = votes.map(({ principalId, stage, verdict }) => ({
    principalId,
    stage,
    verdict: voteSchema.shape.verdict.parse(verdict),
  }));
  return tallyVotes(approvalPlan, cast).state === "approved";
}

function hasItsPlan({ approvalPlan }: LockedRequest, { effective }: Decision): boolean {
  return canonicalize(approvalPlan ?? []) === canonicalize(effective.approvalPlan);
}
