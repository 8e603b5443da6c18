import { describe, expect, test } from "vitest";
import { evaluate } from "#domain/guardrails/evaluate.ts";
import { normaliseDraft } from "#domain/guardrails/normalise-draft.ts";
import type { Rule } from "#domain/guardrails/rule.ts";
import { builtInRules } from "#domain/guardrails/rule-set.ts";
import { sampleBody, sampleSurroundings } from "#tests/factories/sample-evaluation.ts";

const base = sampleSurroundings();
const stage = { groups: ["platform"], quorum: 1, deadlineHours: 72 };

describe("evaluate, when rules fail", () => {
  test("a rule that throws sends the request to a human, never to auto", () => {
    const broken: Rule = {
      id: "broken.rule",
      version: "1",
      rank: "pack",
      evaluate: () => {
        throw new Error("no such attribute");
      },
    };
    const decision = evaluate({ ...base, draft: normaliseDraft(sampleBody(), base.catalog) }, [
      ...builtInRules,
      broken,
    ]);
    expect(decision.outcome).toBe("needs_approval");
    expect(decision.effective.approvalPlan).toEqual([stage]);
    expect(decision.trace.find((entry) => entry.rule === "broken.rule")).toMatchObject({ result: "error" });
  });

  test.each(builtInRules.map((rule) => rule.id))("never grants what it grants when %s throws", (id) => {
    const rules = builtInRules.map((rule) =>
      rule.id === id ? { ...rule, evaluate: () => JSON.parse("not JSON") as never } : rule,
    );
    const decision = evaluate({ ...base, draft: normaliseDraft(sampleBody(), base.catalog) }, rules);
    expect(decision.outcome).not.toBe("auto");
    expect(decision.trace.find((entry) => entry.rule === id)).toMatchObject({ result: "error" });
  });

  test("no rule at all denies", () => {
    expect(evaluate({ ...base, draft: normaliseDraft(sampleBody(), base.catalog) }, []).outcome).toBe("deny");
  });
});
