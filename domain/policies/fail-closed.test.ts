import { describe, expect, test } from "vitest";
import { sampleCatalog } from "#tests/factories/sample-catalog.ts";
import { decide, sampleBody, sampleSurroundings } from "#tests/factories/sample-evaluation.ts";
import { samplePolicy } from "#tests/factories/sample-pack.ts";

const stage = { groups: ["platform"], quorum: 1, deadlineHours: 72 };
const decideBy = (change: Parameters<typeof samplePolicy>[0], teams: readonly string[] = ["payments"]) => {
  const policy = samplePolicy({ id: "own", rank: "team", ...change });
  const around = sampleSurroundings({ catalog: sampleCatalog({ policies: new Map([[policy.id, policy]]) }) });
  return decide(sampleBody(), { ...around, requester: { ...around.requester, teams } });
};

describe("a rule that cannot be evaluated", () => {
  test.each([
    ["reads a parameter that is missing", "request.parameters.extension == 'postgis'", ["payments"]],
    ["compares what does not compare", "request.parameters.size > 3", ["payments"]],
    [
      "would walk a list that is too long",
      "requester.teams.all(t, t != '')",
      ["payments", ...Array.from({ length: 200 }, (_, i) => `team-${i}`)],
    ],
  ])("sends the request to a human and is named, where it %s", (_, when, teams) => {
    const decision = decideBy({ when }, teams);
    expect(decision.outcome).toBe("needs_approval");
    expect(decision.effective.approvalPlan).toEqual([stage]);
    const spoke = decision.trace.filter(({ result }) => result !== "pass");
    expect(spoke).toEqual([
      expect.objectContaining({
        rule: "own",
        result: "error",
        message: expect.stringContaining("The rule own failed"),
      }),
    ]);
  });

  test("says so and asks nobody while it is in shadow mode", () => {
    const decision = decideBy({ when: "request.parameters.extension == 'postgis'", mode: "shadow" });
    expect(decision.outcome).toBe("auto");
    expect(decision.shadow).toMatchObject([{ rule: "own", result: "error" }]);
  });

  test("never asks where it guards what may be missing", () => {
    const when = "has(request.parameters.extension) && request.parameters.extension == 'postgis'";
    expect(decideBy({ when }).outcome).toBe("auto");
  });
});
