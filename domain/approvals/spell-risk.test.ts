import { expect, test } from "vitest";
import { spellRisk } from "#domain/approvals/spell-risk.ts";
import type { TraceEntry } from "#domain/contracts/decision.ts";
import { sampleCatalog } from "#tests/factories/sample-catalog.ts";
import { decide, sampleBody } from "#tests/factories/sample-evaluation.ts";

const catalog = sampleCatalog();
const decision = decide(sampleBody());

function risk(change: {
  environment?: string;
  classification?: string;
  results?: TraceEntry["result"][];
  monthly?: number;
}) {
  const { environment = "dev", classification = "internal", results = [], monthly = 0 } = change;
  const trace = results.map((result) => ({
    rule: "r",
    version: "1",
    pack: null,
    controls: [],
    result,
    message: "Said.",
  }));
  const effective = { ...decision.effective, cost: { currency: "USD", monthly, total: monthly } };
  return spellRisk({ environment, classification, decision: { ...decision, trace, effective } }, catalog);
}

test.each([
  [{}, "low"],
  [{ environment: "production" }, "low"],
  [{ classification: "confidential" }, "medium"],
  [{ environment: "production", results: ["warn"] }, "medium"],
  [{ environment: "production", monthly: 100 }, "medium"],
  [{ environment: "production", classification: "confidential" }, "high"],
  [{ classification: "restricted" }, "high"],
  [{ results: ["error"] }, "high"],
] as const)("%j is of %s risk", (change, level) => {
  expect(risk({ ...change, results: [...("results" in change ? change.results : [])] }).level).toBe(level);
});

test("says why, the weightiest first, and never without a reason", () => {
  const { reasons } = risk({ environment: "production", classification: "restricted", results: ["warn", "warn"] });
  expect(reasons).toEqual(["the data is restricted", "2 rules warn", "it is for environment production"]);
  expect(risk({}).reasons).toHaveLength(1);
});
