import { describe, expect, test } from "vitest";
import type { ApprovalStage } from "#domain/contracts/decision.ts";
import { planApproval } from "#domain/guardrails/plan-approval.ts";

const stage = (change: Partial<ApprovalStage> = {}): ApprovalStage => ({
  groups: ["platform"],
  quorum: 1,
  deadlineHours: 72,
  ...change,
});
const escalating = (...escalateTo: string[]) => stage({ onTimeout: "escalate", escalateTo });
const plan = (...stages: ApprovalStage[]) => planApproval([{ approval: stages }]);

describe("planApproval", () => {
  test("keeps stages of other groups apart: each of them has to be met", () => {
    expect(plan(stage(), stage({ groups: ["security"] }))).toEqual([stage(), stage({ groups: ["security"] })]);
  });

  test("takes the stricter of everything that stages of the same groups say", () => {
    const strict = { quorum: 2, deadlineHours: 4, distinctFrom: ["maintainer" as const] };
    expect(plan(stage({ attributes: ["us_person"] }), stage(strict))).toEqual([
      stage({ ...strict, attributes: ["us_person"] }),
    ]);
  });

  test("escalates where the only stage of its groups does", () => {
    expect(plan(escalating("security", "admin"))).toEqual([escalating("admin", "security")]);
  });

  test("escalates to whom every stage of the same groups escalates", () => {
    expect(plan(escalating("security", "admin"), escalating("admin"), escalating("admin", "team-leads"))).toEqual([
      escalating("admin"),
    ]);
  });

  test.for([
    ["one of them ends the request", [escalating("admin"), stage()]],
    ["the later of them escalates", [stage(), escalating("admin")]],
    ["they escalate to different groups", [escalating("admin"), escalating("security")]],
    [
      "they escalate to different groups, and a third to both",
      [escalating("admin"), escalating("security"), escalating("admin", "security")],
    ],
  ] as const)("ends the request when it is due where %s", ([, stages]) => {
    expect(plan(...stages)).toEqual([stage()]);
  });

  test("escalates to no group that may not approve at all", () => {
    const may = (...mayApprove: string[]) =>
      planApproval([{ approval: [escalating("admin", "security")] }, { mayApprove }]);
    expect(may("platform", "security")).toEqual([escalating("security")]);
    expect(may("platform")).toEqual([stage()]);
  });
});
