import { describe, expect, test } from "vitest";
import type { Outcome, TraceEntry } from "#domain/contracts/decision.ts";
import { flipOf } from "#domain/policies/flip-of.ts";

type Said = Readonly<Record<string, TraceEntry["result"]>>;
const now = (outcome: Outcome, results: Said) => ({
  outcome,
  trace: Object.entries(results).map(([rule, result]) => ({
    rule,
    result,
    version: "1",
    pack: null,
    controls: [],
    message: "",
  })),
});

describe("flipOf", () => {
  test("is null while the outcome is the same, whatever the rules say", () => {
    expect(flipOf({ outcome: "deny", results: { a: "deny" } }, now("deny", { b: "deny" }))).toBeNull();
  });

  test.each<[string, Outcome, Said, Outcome, Said, string[]]>([
    ["a rule that denies now", "auto", { a: "pass" }, "deny", { a: "pass", b: "deny" }, ["b"]],
    ["a rule that asks now", "auto", { a: "pass" }, "needs_approval", { a: "needs_approval", b: "limit" }, ["a"]],
    ["a rule that fails now", "auto", {}, "needs_approval", { a: "error" }, ["a"]],
    [
      "a rule that denies beside one that asked",
      "needs_approval",
      { a: "needs_approval" },
      "deny",
      { a: "needs_approval", b: "deny" },
      ["b"],
    ],
    [
      "rules that denied and are silent now",
      "deny",
      { a: "deny", b: "deny", c: "pass" },
      "auto",
      { c: "pass" },
      ["a", "b"],
    ],
    [
      "the one that denied, not the one that still asks",
      "deny",
      { a: "deny", b: "needs_approval" },
      "needs_approval",
      { b: "needs_approval" },
      ["a"],
    ],
  ])("names %s", (_, from, before, to, after, rules) => {
    expect(flipOf({ outcome: from, results: before }, now(to, after))).toEqual({ from, to, rules });
  });
});
