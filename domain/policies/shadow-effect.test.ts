import { expect, test } from "vitest";
import { traceEntrySchema, type Outcome } from "#domain/contracts/decision.ts";
import { evaluate } from "#domain/guardrails/evaluate.ts";
import { normaliseDraft } from "#domain/guardrails/normalise-draft.ts";
import { builtInRules } from "#domain/guardrails/rule-set.ts";
import { shadowEffect } from "#domain/policies/shadow-effect.ts";
import { sampleBody, sampleSurroundings } from "#tests/factories/sample-evaluation.ts";

const around = sampleSurroundings();
const bodies = {
  auto: sampleBody(),
  needs_approval: sampleBody({ environment: "production" }),
  deny: sampleBody({ lifetimeHours: 80_000 }),
} satisfies Record<Outcome, unknown>;
const results = traceEntrySchema.shape.result.options;
const cases = (["auto", "needs_approval", "deny"] as const).flatMap((outcome) =>
  results.map((result) => [outcome, result] as const),
);

test.each(cases)(
  "says of a %s request and a rule that says %s what the evaluator says when it counts",
  (outcome, result) => {
    const speak = () => {
      if (result === "error") throw new Error("It fails.");
      const stages = [{ groups: ["platform"], quorum: 1, deadlineHours: 1 }];
      return { result, message: "It speaks.", tightens: result === "needs_approval" ? { approval: stages } : {} };
    };
    const rule = { id: "tried", version: "1", rank: "team", evaluate: speak } as const;
    const draft = normaliseDraft(bodies[outcome], around.catalog);
    expect(evaluate({ ...around, draft }).outcome).toBe(outcome);
    expect(shadowEffect(outcome, result)).toBe(evaluate({ ...around, draft }, [...builtInRules, rule]).outcome);
  },
);
