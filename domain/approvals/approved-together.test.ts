import { expect, test } from "vitest";
import { approvedTogether } from "#domain/approvals/approved-together.ts";
import type { TraceEntry } from "#domain/contracts/decision.ts";

function finding(result: TraceEntry["result"]): TraceEntry {
  return { rule: "a.rule", version: "1", pack: null, controls: [], result, message: "Said." };
}

const one = {
  templateVersion: "postgres-small@sha256:00",
  environment: "production",
  classification: "internal",
  risk: { level: "low" as const },
  decision: { trace: [finding("pass"), finding("limit"), finding("needs_approval")] },
};

test("requests of low risk for the same version, environment and class are of one kind", () => {
  expect(approvedTogether(one)).not.toBeNull();
  expect(approvedTogether(structuredClone(one))).toBe(approvedTogether(one));
});

test.each([
  ["version", { templateVersion: "postgres-small@sha256:01" }],
  ["environment", { environment: "staging" }],
  ["class", { classification: "public" }],
])("another %s is another kind", (_, change) => {
  const kind = approvedTogether({ ...one, ...change });
  expect([kind === null, kind === approvedTogether(one)]).toEqual([false, false]);
});

test("the parts of a kind do not run into each other", () => {
  const shifted = { ...one, environment: 'a","b', classification: "c" };
  expect(approvedTogether(shifted)).not.toBe(approvedTogether({ ...one, environment: "a", classification: 'b","c' }));
});

test.each(["medium", "high"] as const)("what is of %s risk has no kind", (level) => {
  expect(approvedTogether({ ...one, risk: { level } })).toBeNull();
});

test.each(["warn", "error", "deny"] as const)("what a rule says %s to has no kind", (result) => {
  expect(approvedTogether({ ...one, decision: { trace: [...one.decision.trace, finding(result)] } })).toBeNull();
});
