import type { Policy } from "#domain/catalog/policy.ts";
import { compileCondition } from "#domain/policies/compile-condition.ts";

/** A rule in force of the platform team that denies everything; `change` overrides any part, `when` as its source. */
export function samplePolicy({
  when = "true",
  ...change
}: Partial<Omit<Policy, "when">> & { when?: string } = {}): Policy {
  return {
    id: "sample",
    version: "1",
    title: "For tests",
    owner: "platform",
    maintainers: ["platform"],
    mode: "enforce",
    rank: "environment",
    pack: null,
    controls: [],
    then: { kind: "deny" },
    message: "The sample rule speaks.",
    remedy: null,
    examples: [],
    ...change,
    when: compileCondition(when),
  };
}
