import { expect, test } from "vitest";
import type { Outcome } from "#components/approvals/outcome.ts";
import { spellResults } from "#components/approvals/spell-results.ts";

const approved: Outcome = { state: "done", verdict: "approve", isPending: false };
const taken = (by: string | null): Outcome => ({ state: "taken", by, how: "approved" });
const failed: Outcome = { state: "failed", verdict: "approve", error: new Error("x") };

test.each([
  [[approved, approved], "2 approved."],
  [[approved, taken("Omar Benali")], "1 approved, 1 already decided by Omar Benali."],
  [[taken("Omar Benali"), taken("Omar Benali"), taken("Rae")], "3 already decided by Omar Benali and Rae."],
  [[taken(null), failed], "1 already decided, 1 not approved."],
])("says of each verdict what became of it", (outcomes, sentence) => {
  expect(spellResults(outcomes)).toBe(sentence);
});
