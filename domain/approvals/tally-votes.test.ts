import { describe, expect, test } from "vitest";
import type { CastVote } from "#domain/approvals/approval-plan.ts";
import { tallyVotes } from "#domain/approvals/tally-votes.ts";

const stage = (quorum: number) => ({ groups: ["platform"], quorum, deadlineHours: 72 });
const vote = (principalId: string, index = 0, verdict: CastVote["verdict"] = "approve"): CastVote => ({
  principalId,
  stage: index,
  verdict,
});

describe("tallyVotes", () => {
  test("waits for the quorum of the first stage", () => {
    expect(tallyVotes([stage(2)], [vote("priya")])).toEqual({ state: "pending", stage: 0, approvalsMissing: 1 });
    expect(tallyVotes([stage(2)], [vote("priya"), vote("omar")])).toEqual({ state: "approved" });
  });

  test("counts a person once", () => {
    expect(tallyVotes([stage(2)], [vote("priya"), vote("priya")])).toMatchObject({
      state: "pending",
      approvalsMissing: 1,
    });
  });

  test("counts a person in one stage only", () => {
    expect(tallyVotes([stage(1), stage(1)], [vote("priya"), vote("priya", 1)])).toMatchObject({
      state: "pending",
      stage: 1,
    });
  });

  test("a later stage does not count before an earlier one", () => {
    expect(tallyVotes([stage(1), stage(1)], [vote("sam", 1)])).toMatchObject({ state: "pending", stage: 0 });
  });

  test("one reject ends it, whatever else was said", () => {
    expect(tallyVotes([stage(1), stage(1)], [vote("priya"), vote("sam", 1, "reject")])).toEqual({
      state: "rejected",
      stage: 1,
    });
    expect(tallyVotes([stage(1)], [vote("priya"), vote("omar", 0, "reject")])).toEqual({ state: "rejected", stage: 0 });
  });

  test("a counter-offer is no approval", () => {
    expect(tallyVotes([stage(1)], [vote("priya", 0, "counter")])).toMatchObject({ state: "pending", stage: 0 });
  });

  test("a plan without stages is never approved", () => {
    expect(tallyVotes([], [vote("priya")])).toMatchObject({ state: "pending" });
  });
});
