import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { riskMax, riskOf, riskTier, type RiskFacts } from "#domain/approvals/risk-of.ts";
import { classifications } from "#domain/catalog/classification.ts";
import { traceEntrySchema } from "#domain/contracts/decision.ts";

const results = traceEntrySchema.shape.result.options;
const quiet: RiskFacts = {
  environmentRank: 0,
  environmentCount: 3,
  classification: "public",
  monthlyCost: 0,
  trace: [],
  isEscalated: false,
};

const facts: fc.Arbitrary<RiskFacts> = fc.record({
  environmentRank: fc.integer({ min: -1, max: 3 }),
  environmentCount: fc.integer({ min: 1, max: 3 }),
  classification: fc.constantFrom(...classifications),
  monthlyCost: fc.option(fc.double({ min: 0, max: 1e9, noNaN: true })),
  trace: fc.array(fc.record({ result: fc.constantFrom(...results) }), { maxLength: 40 }),
  isEscalated: fc.boolean(),
});

describe("riskOf", () => {
  test("is nothing for what is public, costs nothing and lies where nobody depends on it", () => {
    expect(riskOf(quiet)).toBe(0);
  });

  test("is a whole number of a known range, whatever the facts", () => {
    fc.assert(
      fc.property(facts, (given) => {
        const risk = riskOf(given);
        expect(Number.isInteger(risk)).toBe(true);
        expect(risk).toBeGreaterThanOrEqual(0);
        expect(risk).toBeLessThanOrEqual(riskMax);
      }),
    );
  });

  test("never falls as one of its facts gets worse", () => {
    const finding = fc.constantFrom(...results);
    fc.assert(
      fc.property(facts, finding, (given, result) => {
        const rank = classifications.indexOf(given.classification);
        const worse: RiskFacts[] = [
          { ...given, isEscalated: true },
          { ...given, trace: [...given.trace, { result }] },
          { ...given, monthlyCost: given.monthlyCost === null ? null : given.monthlyCost * 2 },
          { ...given, monthlyCost: null },
          { ...given, environmentRank: -1 },
          { ...given, classification: classifications[rank + 1] ?? given.classification },
        ];
        for (const one of worse) expect(riskOf(one)).toBeGreaterThanOrEqual(riskOf(given));
      }),
    );
  });

  test("puts restricted data before any cost, and a rule that failed before one that warns", () => {
    expect(riskOf({ ...quiet, classification: "restricted" })).toBeGreaterThan(riskOf({ ...quiet, monthlyCost: 1e9 }));
    expect(riskOf({ ...quiet, trace: [{ result: "error" }] })).toBeGreaterThan(
      riskOf({ ...quiet, trace: [{ result: "warn" }, { result: "warn" }, { result: "warn" }] }),
    );
  });

  test("takes what is not known for the worst", () => {
    expect(riskTier("top-secret")).toBe("restricted");
    expect(riskOf({ ...quiet, environmentRank: -1 })).toBe(riskOf({ ...quiet, environmentRank: 2 }));
  });
});
