import fc from "fast-check";
import { classifications } from "#domain/catalog/classification.ts";
import type { Policy, PolicyEffect } from "#domain/catalog/policy.ts";
import type { ApprovalStage, Remedy } from "#domain/contracts/decision.ts";
import { compileCondition } from "#domain/policies/compile-condition.ts";
import { samplePolicy } from "#tests/factories/sample-pack.ts";

const hours = fc.constantFrom(1, 24, 48, 100, 168, 720, 900);
const sizes = ["small", "medium", "large"] as const;

const distinctFrom = fc.subarray(["maintainer" as const], { minLength: 1 });
const attributes = fc.subarray(["us_person" as const], { minLength: 1 });

/** The last one cannot be evaluated where the parameter is missing: a human decides. */
const atom = fc.constantFrom(
  "true",
  "request.classificationRank >= 2",
  "request.lifetimeHours > 100",
  "request.environment == 'production'",
  "request.environment in ['staging', 'production']",
  "request.team == 'search'",
  "request.size != 'small'",
  "request.sizeRank > 1",
  "request.monthlyCost > 20.0",
  "request.purpose.contains('Orders')",
  "request.name.startsWith('orders')",
  "requester.kind == 'service_account'",
  "requester.usPerson",
  "requester.teams.exists(team, team == request.team)",
  "'platform' in requester.roles",
  "environment.asksHuman",
  "environment.frozen",
  "environment.rank > 0",
  "usage.holding > 2",
  "usage.devices == 0",
  "'platform' in template.maintainers",
  "request.parameters.size == 'medium'",
);

const { expression } = fc.letrec<{ expression: string }>((tie) => ({
  expression: fc.oneof(
    { weight: 5, arbitrary: atom },
    { weight: 1, arbitrary: tie("expression").map((of) => `!(${of})`) },
    {
      weight: 2,
      arbitrary: fc
        .tuple(tie("expression"), fc.constantFrom("&&", "||"), tie("expression"))
        .map(([one, operator, other]) => `(${one} ${operator} ${other})`),
    },
  ),
}));

/** Compiled once, as compiling costs more than a decision; the same at every run. */
const conditions = fc
  .sample(expression, { numRuns: 300, seed: 5 })
  .filter(({ length }) => length < 300)
  .map(compileCondition);
const condition = fc.constantFrom(...conditions);

/** A stage that somebody can decide. */
export const randomStage: fc.Arbitrary<ApprovalStage> = fc.record(
  {
    groups: fc.uniqueArray(fc.constantFrom("platform", "security", "team-leads"), { minLength: 1, maxLength: 2 }),
    quorum: fc.integer({ min: 1, max: 3 }),
    deadlineHours: fc.integer({ min: 1, max: 100 }),
    distinctFrom,
    attributes,
    onTimeout: fc.constantFrom("escalate" as const, "deny" as const),
    escalateTo: fc.subarray(["admin", "security", "team-leads"], { minLength: 1 }),
  },
  { requiredKeys: ["groups", "quorum", "deadlineHours"] },
);

const cap = fc.record(
  {
    lifetimeHours: hours,
    monthlyCost: fc.constantFrom(9, 18, 25, 60),
    size: fc.constantFrom(...sizes),
    regions: fc.subarray(["local", "eu"], { minLength: 1 }),
    deliveries: fc.constant(["reveal"]),
  },
  { requiredKeys: [] },
);

const requirement = fc.record(
  {
    sealing: fc.constant("strict" as const),
    attributes,
    distinctFrom,
    revealMaxAgeMinutes: fc.integer({ min: 1, max: 60 }),
    retentionDays: fc.integer({ min: 1, max: 4000 }),
    rotationDays: fc.integer({ min: 1, max: 400 }),
  },
  { requiredKeys: [] },
);

const effect: fc.Arbitrary<PolicyEffect> = fc.oneof(
  fc.constantFrom<PolicyEffect>({ kind: "deny" }, { kind: "warn" }),
  fc.array(randomStage, { minLength: 1, maxLength: 2 }).map((stages): PolicyEffect => ({ kind: "approval", stages })),
  { weight: 2, arbitrary: cap.map((limits): PolicyEffect => ({ kind: "cap", cap: limits })) },
  requirement.map((require): PolicyEffect => ({ kind: "require", require })),
);

/** Conditions with the change that ends them, as whoever writes a remedy promises. */
const promises = [
  ["request.lifetimeHours > 48", { path: "/lifetimeHours", op: "<=", value: 48 }],
  [
    "request.environment == 'production' && request.size == 'large'",
    { path: "/parameters/size", op: "=", value: "medium" },
  ],
  ["request.environment == 'staging'", { path: "/environment", op: "in", value: ["dev", "production"] }],
  [
    `request.classification == '${classifications[3]}'`,
    { path: "/classification", op: "=", value: classifications[2] },
  ],
  ["request.purpose.contains('Orders')", { path: "/purpose", op: "=", value: "Nothing of the kind" }],
] as const satisfies readonly (readonly [string, Remedy])[];
const compiledPromises = promises.map(([source, remedy]) => ({ when: compileCondition(source), remedy }));

const unpromised = fc
  .tuple(condition, effect)
  // oxlint-disable-next-line unicorn/no-thenable -- the key that rules are written with; never a function
  .map(([when, then]) => ({ when, then }));
const promised = fc
  .constantFrom(...compiledPromises)
  // oxlint-disable-next-line unicorn/no-thenable -- the key that rules are written with; never a function
  .map((promise) => ({ ...promise, then: { kind: "deny" } as const }));

/** A rule of any effect, of any rank, now and then in shadow mode; a remedy keeps what it promises. */
export function randomPolicy(id: string): fc.Arbitrary<Policy> {
  return fc
    .record({
      rule: fc.oneof({ weight: 4, arbitrary: unpromised }, { weight: 1, arbitrary: promised }),
      rank: fc.constantFrom("pack" as const, "environment" as const, "template" as const, "team" as const),
      mode: fc.constantFrom("enforce" as const, "enforce" as const, "enforce" as const, "shadow" as const),
    })
    .map(({ rule, rank, mode }) => ({ ...samplePolicy({ id, rank, mode }), ...rule }));
}
