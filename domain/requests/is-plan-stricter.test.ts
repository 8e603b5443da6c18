import { describe, expect, test } from "vitest";
import type { ApprovalStage } from "#domain/contracts/decision.ts";
import { isPlanStricter } from "#domain/requests/is-plan-stricter.ts";

const stage = (groups: string[], change: Partial<ApprovalStage> = {}): ApprovalStage => ({
  groups,
  quorum: 1,
  deadlineHours: 72,
  ...change,
});
const platform = stage(["platform"]);
const escalating = (...escalateTo: string[]) => stage(["platform"], { onTimeout: "escalate", escalateTo });
const security = stage(["security"]);

describe("isPlanStricter", () => {
  test.each<[string, ApprovalStage[], ApprovalStage[]]>([
    ["the same", [platform, security], [platform, security]],
    ["another order", [security, platform], [platform, security]],
    ["a stage less", [security], [platform, security]],
    ["nobody", [], [platform]],
    ["fewer people", [platform], [stage(["platform"], { quorum: 2 })]],
    ["one of more groups", [stage(["platform", "security"])], [platform]],
    ["another deadline", [stage(["platform"], { deadlineHours: 1 })], [platform]],
    ["maintainers too", [platform], [stage(["platform"], { distinctFrom: ["maintainer"] })]],
    ["anybody", [platform], [stage(["platform"], { attributes: ["us_person"] })]],
    ["more people when it is due", [escalating("admin", "security")], [escalating("admin")]],
    ["from the beginning whom it asked when it was due", [stage(["platform", "admin"])], [escalating("admin")]],
    ["stages that only one way of pairing meets", [stage(["platform", "security"]), platform], [platform, security]],
  ])("not where it asks %s", (_, today, earlier) => {
    expect(isPlanStricter(today, earlier)).toBe(false);
  });

  test.each<[string, ApprovalStage[], ApprovalStage[]]>([
    ["somebody where nobody was asked", [platform], []],
    ["another stage", [platform, security], [platform]],
    ["the same people twice", [platform, platform], [platform]],
    ["more people", [stage(["platform"], { quorum: 2 })], [platform]],
    ["another group", [security], [platform]],
    ["fewer groups", [platform], [stage(["platform", "security"])]],
    ["no maintainer", [stage(["platform"], { distinctFrom: ["maintainer"] })], [platform]],
    ["only U.S. persons", [stage(["platform"], { attributes: ["us_person"] })], [platform]],
    ["nobody else any more when it is due", [platform], [escalating("admin")]],
    ["others when it is due", [escalating("security")], [escalating("admin")]],
    ["nobody, whom nobody can be", [stage([])], [stage([])]],
  ])("where it asks %s", (_, today, earlier) => {
    expect(isPlanStricter(today, earlier)).toBe(true);
  });
});
