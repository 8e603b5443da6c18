import type { Pack } from "#domain/catalog/pack.ts";
import type { Policy, PolicyEffect } from "#domain/catalog/policy.ts";
import { compileCondition } from "#domain/policies/compile-condition.ts";

/** Parts of a rule, its condition as text; `effect` is what its file calls `then`. */
type PolicyChange = Partial<Omit<Policy, "when">> & { readonly when?: string; readonly effect?: PolicyEffect };

/** A rule that denies always; `change` overrides any part. */
export function samplePolicy({ effect = { kind: "deny" }, ...change }: PolicyChange = {}): Policy {
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
    then: effect,
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
    breakGlassPersons: null,
    ...change,
    id,
    rules: rules.map((rule) => ({ ...rule, pack: id, rank: "pack" })),
  };
}
