import { describe, expect, test } from "vitest";
import type { Decision } from "#domain/contracts/decision.ts";
import { isStricter } from "#domain/requests/is-stricter.ts";
import { decide, sampleBody } from "#tests/factories/sample-evaluation.ts";

const granted = decide(sampleBody());
const asked = decide(sampleBody({ environment: "production" }));

function withLimits(decision: Decision, effective: Partial<Decision["effective"]>): Decision {
  return { ...decision, effective: { ...decision.effective, ...effective } };
}

function handled(change: Partial<NonNullable<Decision["effective"]["handling"]>>): Decision {
  const { handling } = granted.effective;
  if (handling === undefined) throw new Error("The sample is handled by its tier.");
  return withLimits(granted, { handling: { ...handling, ...change } });
}

describe("isStricter", () => {
  test("not by an equal decision, nor by a looser one", () => {
    expect(isStricter(granted, granted)).toBe(false);
    expect(isStricter(granted, asked)).toBe(false);
    expect(isStricter(granted, handled({ sealing: "strict", attributes: ["us_person"] }))).toBe(false);
    expect(isStricter(withLimits(granted, { lifetimeHoursMax: 9000 }), granted)).toBe(false);
    const [stage] = asked.effective.approvalPlan;
    const twice = withLimits(asked, { approvalPlan: stage ? [{ ...stage, quorum: 2 }] : [] });
    expect([isStricter(asked, twice), isStricter(twice, asked)]).toEqual([false, true]);
  });

  test.each<[string, Decision, Decision]>([
    ["another outcome", asked, granted],
    ["a denial of what was asked for", withLimits({ ...asked, outcome: "deny" }, {}), asked],
    ["a shorter lifetime", withLimits(granted, { lifetimeHoursMax: 1 }), granted],
    ["a delivery that is gone", withLimits(granted, { deliveries: [] }), granted],
    ["another region", withLimits(granted, { region: "eu-central" }), granted],
    ["strict sealing", handled({ sealing: "strict" }), granted],
    ["an attribute of the people", handled({ attributes: ["us_person"] }), granted],
    ["a shorter time to open it in", withLimits(granted, { claimWindowHours: 1 }), granted],
    ["a plan that asks somebody else", asked, withLimits(asked, { approvalPlan: [] })],
  ])("by %s", (_, today, approved) => {
    expect(isStricter(today, approved)).toBe(true);
  });
});
