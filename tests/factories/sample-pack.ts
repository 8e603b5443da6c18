import type { Pack } from "#domain/catalog/pack.ts";
import type { Policy } from "#domain/catalog/policy.ts";
import { compileCondition } from "#domain/policies/compile-condition.ts";

/** A rule that denies always; `change` overrides any part, its condition as text. */
export function samplePolicy(change: Partial<Omit<Policy, "when">> & { readonly when?: string } = {}): Policy {
  return {
    id: "sample-pack.rule",
    version: "1",
    title: "A rule for tests",
    owner: "platform",
    maintainers: ["platform"],
    mode: "enforce",
    rank: "pack",
    pack: null,
    controls: [],
    // oxlint-disable-next-line unicorn/no-thenable -- the key that rules are written with; never a function
    then: { kind: "deny" },
    message: "A rule for tests.",
    remedy: null,
    examples: [],
    ...change,
    when: compileCondition(change.when ?? "true"),
  };
}

/** A pack of some rules, without controls. */
export function samplePack(rules: readonly Policy[], change: Partial<Pack> = {}): Pack {
  const id = change.id ?? "sample-pack";
  return {
    title: "A pack for tests",
    version: "1.0.0",
    summary: "For tests.",
    maintainers: ["security"],
    controls: [],
    sessionIdleMinutes: null,
    ...change,
    id,
    rules: rules.map((rule) => ({ ...rule, pack: id, rank: "pack" })),
  };
}
