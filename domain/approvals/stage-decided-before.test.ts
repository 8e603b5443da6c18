import { expect, test } from "vitest";
import type { DecideQuestion } from "#domain/approvals/can-decide.ts";
import { stageDecidedBefore } from "#domain/approvals/stage-decided-before.ts";
import { sampleCatalog } from "#tests/factories/sample-catalog.ts";

const stage = (group: string) => ({ groups: [group], quorum: 1, deadlineHours: 72 });

/** Priya approved the first stage; the second, of security, waits. */
function question(principalId: string, groups: readonly string[]): DecideQuestion {
  return {
    actor: { principalId, kind: "user", email: null, groups, attributes: [], channel: "web" },
    request: {
      team: "payments",
      requester: { principalId: "dana", email: null },
      onBehalfOf: null,
      maintainers: [],
      approvalPlan: [stage("platform"), stage("security")],
      approverIds: null,
    },
    stage: 1,
    votes: [{ principalId: "priya", stage: 0, verdict: "approve" }],
    catalog: sampleCatalog(),
  };
}

test("names the stage that somebody could have decided on and others have", () => {
  expect(stageDecidedBefore(question("omar", ["platform"]), [0])).toBe(0);
  expect(stageDecidedBefore(question("omar", ["platform"]), null)).toBe(0);
});

test("names none to whoever was not asked, has voted themselves, holds no group, or has a part in it", () => {
  expect(stageDecidedBefore(question("omar", ["platform"]), [1])).toBeNull();
  expect(stageDecidedBefore(question("omar", ["platform"]), [])).toBeNull();
  expect(stageDecidedBefore(question("priya", ["platform"]), [0])).toBeNull();
  expect(stageDecidedBefore(question("sam", ["security"]), null)).toBeNull();
  expect(stageDecidedBefore(question("dana", ["platform"]), null)).toBeNull();
});
