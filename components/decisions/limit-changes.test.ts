import { expect, test } from "vitest";
import { limitChanges } from "#components/decisions/limit-changes.ts";
import type { Decision } from "#domain/contracts/decision.ts";

const stage = { groups: ["platform"], quorum: 1, deadlineHours: 72 };
const handling = {
  sealing: "standard" as const,
  revealMaxAgeSeconds: null,
  shownSeconds: 60,
  attributes: [],
  rotationDays: null,
  retentionDays: 730,
  restoreHoursMax: 168,
};

function decision(effective: Partial<Decision["effective"]> = {}, change: Partial<Decision> = {}): Decision {
  return {
    outcome: "auto",
    effective: {
      lifetimeHours: 168,
      lifetimeHoursMax: 720,
      size: "small",
      deliveries: ["reveal"],
      approvalPlan: [],
      region: "local",
      backend: "embedded-postgres",
      claimWindowHours: 72,
      quota: { limit: 100, holding: 0 },
      handling,
      cost: { currency: "USD", monthly: 9, total: 2.07 },
      allowances: [],
      setBy: { lifetimeHoursMax: ["lifetime.cap"] },
      ...effective,
    },
    trace: [],
    inputDigest: "sha256:0",
    evaluatorVersion: "2",
    ...change,
  };
}

test("names the rule at each limit that is not as it was, and says nothing of the others", () => {
  const after = decision(
    {
      lifetimeHoursMax: 2160,
      approvalPlan: [stage],
      handling: { ...handling, sealing: "strict", revealMaxAgeSeconds: 300 },
      cost: { currency: "USD", monthly: 18, total: 4.14 },
      setBy: {
        lifetimeHoursMax: ["matrix.cell"],
        approvalPlan: ["approval.environment", "matrix.cell"],
        sealing: ["classification.handling"],
        revealMaxAgeSeconds: ["classification.handling"],
      },
    },
    { outcome: "needs_approval" },
  );
  expect(limitChanges(decision(), after).map(({ from, to, rules }) => [from, to, rules])).toEqual([
    ["at most 30 days", "at most 90 days", ["matrix.cell"]],
    ["nobody is asked", "one person of platform", ["approval.environment", "matrix.cell"]],
    [
      "reveal, in the recipient's browser",
      "reveal, on the recipient's enrolled device only",
      ["classification.handling"],
    ],
    ["signed in", "signed in within 5 minutes", ["classification.handling"]],
    ["$9 a month, $2.07 in all", "$18 a month, $4.14 in all", ["rate card"]],
  ]);
  expect(limitChanges(after, after)).toEqual([]);
});

test("says who would be asked where something else denies it", () => {
  const [change] = limitChanges(decision(), decision({ wouldAsk: [stage] }, { outcome: "deny" }));
  expect(change).toMatchObject({ term: "Approval", to: "one person of platform, once nothing denies it" });
});
