import { describe, expect, test } from "vitest";
import { riskMax, riskOf } from "#domain/approvals/risk-of.ts";
import { riskLevels, spellRisk } from "#domain/approvals/spell-risk.ts";
import type { Classification } from "#domain/catalog/classification.ts";
import type { TraceEntry } from "#domain/contracts/decision.ts";
import { sampleCatalog } from "#tests/factories/sample-catalog.ts";
import { decide, sampleBody } from "#tests/factories/sample-evaluation.ts";

const catalog = sampleCatalog();
const places = [...catalog.environments.keys()];
const decision = decide(sampleBody());

interface Case {
  readonly environment?: string;
  readonly classification?: Classification;
  readonly results?: readonly TraceEntry["result"][];
  readonly monthly?: number;
  readonly isEscalated?: boolean;
}

/** As a request is weighed and spelled that two rules ask a person about. */
function risk({ environment = "production", classification = "internal", monthly = 9, ...rest }: Case) {
  const { results = [], isEscalated = false } = rest;
  const trace = (["needs_approval", "needs_approval", ...results] as const).map((result) => {
    return { rule: "r", version: "1", pack: null, controls: [], result, message: "Said." };
  });
  const effective = { ...decision.effective, cost: { currency: "USD", monthly, total: monthly } };
  const environmentRank = places.indexOf(environment);
  const facts = { environmentRank, environmentCount: places.length, classification, monthlyCost: monthly };
  const request = { environment, classification, decision: { trace, effective }, isEscalated };
  return spellRisk(riskOf({ ...facts, trace, isEscalated }), request, catalog);
}

describe("spellRisk", () => {
  test.each<[Case, string]>([
    [{}, "low"],
    [{ classification: "public" }, "low"],
    [{ environment: "dev" }, "low"],
    [{ monthly: 60 }, "medium"],
    [{ results: ["warn"] }, "medium"],
    [{ classification: "confidential" }, "high"],
    [{ classification: "restricted" }, "high"],
    [{ results: ["error"] }, "high"],
    [{ isEscalated: true }, "high"],
  ])("%j is of %s risk", (change, level) => {
    expect(risk(change).level).toBe(level);
  });

  test("says why, and never without a reason", () => {
    const { reasons } = risk({
      classification: "restricted",
      results: ["warn", "warn"],
      monthly: 60,
      isEscalated: true,
    });
    expect(reasons).toEqual([
      "nobody decided in time",
      "2 rules warn",
      "the data is restricted",
      "it is for environment production",
      "it costs 60 USD a month",
    ]);
    expect(risk({ environment: "dev" }).reasons).toEqual(["nothing about it is sensitive"]);
  });

  test("a larger risk never has a smaller word", () => {
    const request = { environment: "dev", classification: "public", decision, isEscalated: false };
    const words = Array.from({ length: riskMax + 1 }, (_, score) => spellRisk(score, request, catalog).level);
    const ranks = words.map((word) => riskLevels.indexOf(word));
    expect(ranks).toEqual(ranks.toSorted((one, other) => one - other));
    expect(new Set(words).size).toBe(3);
  });
});
