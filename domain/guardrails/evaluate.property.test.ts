import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { classifications } from "#domain/catalog/classification.ts";
import type { Environment } from "#domain/catalog/environment.ts";
import type { Decision } from "#domain/contracts/decision.ts";
import type { SubmitBody } from "#domain/contracts/request.ts";
import { applyRemedy } from "#domain/guardrails/apply-remedy.ts";
import { evaluate } from "#domain/guardrails/evaluate.ts";
import { normaliseDraft } from "#domain/guardrails/normalise-draft.ts";
import { builtInRules } from "#domain/guardrails/rule-set.ts";
import {
  sampleCatalog,
  sampleCell,
  sampleEnvironment,
  sampleMatrix,
  sampleTemplate,
} from "#tests/factories/sample-catalog.ts";
import { decide, sampleBody, sampleSurroundings, type Surroundings } from "#tests/factories/sample-evaluation.ts";

const numRuns = 1000;
const places = ["dev", "staging", "production"] as const;
const sizes = ["small", "medium", "large"] as const;
const teams = ["payments", "search"] as const;

const hours = fc.integer({ min: 1, max: 9000 });
const stage = fc.record({
  groups: fc.uniqueArray(fc.constantFrom("platform", "security", "team-leads"), { maxLength: 2 }),
  quorum: fc.integer({ min: 1, max: 3 }),
  deadlineHours: fc.integer({ min: 1, max: 100 }),
});
const approval = fc.option(fc.array(stage, { maxLength: 2 }));
const cell = fc
  .record({ lifetimeHoursMax: fc.option(hours), approval })
  .map(({ lifetimeHoursMax, approval }) =>
    sampleCell({ lifetimeHoursMax, outcome: approval === null ? "auto" : "needs_approval", approval: approval ?? [] }),
  );
const row = fc.dictionary(fc.constantFrom(...classifications), cell);

const environment = (id: string): fc.Arbitrary<Environment> =>
  fc
    .record({
      lifetimeHoursMax: hours,
      sizeMax: fc.constantFrom(...sizes),
      approval,
      deliveries: fc.subarray(["reveal"]),
      claimWindowHours: fc.integer({ min: 1, max: 100 }),
      classifications: fc.subarray([...classifications]),
    })
    .map((change) => sampleEnvironment(id, change));

const template = fc
  .record({
    quotaPerTeam: fc.integer({ min: 0, max: 5 }),
    environments: fc.subarray([...places], { minLength: 1 }),
    classifications: fc.subarray([...classifications], { minLength: 1 }),
    lifetimeHours: fc.record({
      default: hours,
      max: hours,
      maxByEnvironment: fc.dictionary(fc.constantFrom(...places), hours),
    }),
  })
  .map((change) => sampleTemplate(change));

/** Names of back ends; the sample's own serves every environment. */
const backendNames = ["embedded-postgres", "second"] as const;

const backends = fc.subarray([...places]).map((environments) => {
  const [first] = [...sampleCatalog().backends.values()];
  if (first === undefined) throw new Error("The sample catalog has a back end.");
  const second = { ...first, name: "second", environments };
  return new Map([first, second].map((item) => [item.name, item]));
});

const catalog = fc
  .tuple(
    fc.record({ dev: row, staging: row, production: row }),
    template,
    backends,
    environment("dev"),
    environment("staging"),
    environment("production"),
  )
  .map(([cells, offer, targets, ...environments]) =>
    sampleCatalog({
      matrices: new Map([["sample", sampleMatrix({ cells })]]),
      templates: new Map([[offer.id, offer]]),
      environments: new Map(environments.map((item) => [item.id, item])),
      backends: targets,
    }),
  );

const body: fc.Arbitrary<SubmitBody> = fc
  .record({
    name: fc.constantFrom("orders", "orders-2", "postgres", "abcdefghijklmnopqrstuvwxy"),
    team: fc.constantFrom(...teams),
    environment: fc.constantFrom(...places),
    classification: fc.constantFrom(...classifications),
    lifetimeHours: fc.option(hours, { nil: undefined }),
    parameters: fc.option(fc.record({ size: fc.constantFrom(...sizes) }), { nil: undefined }),
  })
  .map((change) => sampleBody(change));

/** What the ledger holds, from which the state of any body follows. */
interface Held {
  readonly names: readonly string[];
  readonly count: number;
  readonly disconnected: readonly string[];
  readonly devices: number;
}

const held: fc.Arbitrary<Held> = fc.record({
  names: fc.uniqueArray(fc.constantFrom("orders", "orders-2", "orders-3", "abcdefghijklmnopqrstuvw-2")),
  count: fc.integer({ min: 0, max: 6 }),
  devices: fc.nat({ max: 2 }),
  // Most back ends are connected most of the time.
  disconnected: fc.oneof({ weight: 3, arbitrary: fc.constant([]) }, fc.subarray([...backendNames, "of another type"])),
});

const requester = fc.record({
  principalId: fc.constant("dana"),
  kind: fc.constantFrom("user" as const, "service_account" as const),
  teams: fc.subarray([...teams]),
  platformRoles: fc.subarray(["platform" as const, "admin" as const]),
  attributes: fc.subarray(["us_person" as const]),
  onBehalfOf: fc.option(
    fc.subarray(["payments", "search"]).map((teams) => ({ principalId: "dana", teams, attributes: [] })),
  ),
});

const world = fc.record({ catalog, held, requester });
type World = typeof world extends fc.Arbitrary<infer T> ? T : never;

function surroundings({ held: ledger, ...rest }: World, name: string): Surroundings {
  const state = {
    holdingCount: ledger.count,
    nameTaken: ledger.names.includes(name),
    similarNames: ledger.names,
    disconnectedBackends: ledger.disconnected,
    recipientDevices: ledger.devices,
    held: {},
  };
  return sampleSurroundings({ ...rest, state });
}

const decideIn = (around: World, wish: SubmitBody) => decide(wish, surroundings(around, wish.name));

const strictness = { auto: 0, needs_approval: 1, deny: 2 } as const satisfies Record<Decision["outcome"], number>;

describe("evaluate", () => {
  test("gives the same record for the same input, whatever the instant and the order of keys", () => {
    fc.assert(
      fc.property(world, body, fc.date({ noInvalidDate: true }), (around, wish, now) => {
        const first = decideIn(around, wish);
        const shuffled = Object.fromEntries(Object.entries(wish).toReversed()) as SubmitBody;
        expect(decide(shuffled, { ...surroundings(around, wish.name), now })).toEqual(first);
        expect(decideIn(around, wish)).toEqual(first);
      }),
      { numRuns },
    );
  });

  test("changes nothing of its input", () => {
    fc.assert(
      fc.property(world, body, (around, wish) => {
        const before = structuredClone(surroundings(around, wish.name));
        const after = surroundings(around, wish.name);
        decide(wish, after);
        expect(after).toEqual(before);
      }),
      { numRuns },
    );
  });

  test("a tighter environment never loosens an outcome or a limit", () => {
    fc.assert(
      fc.property(world, body, environment("any"), (around, wish, other) => {
        const draft = normaliseDraft(wish, around.catalog);
        const before = evaluate({ ...surroundings(around, wish.name), draft });
        const current = around.catalog.environments.get(wish.environment);
        if (current === undefined) throw new Error("The environment is of the catalog.");
        const environments = new Map(around.catalog.environments).set(wish.environment, tightest(current, other));
        const tighter = { ...around, catalog: { ...around.catalog, environments } };
        const after = evaluate({ ...surroundings(tighter, wish.name), draft });
        expect(strictness[after.outcome]).toBeGreaterThanOrEqual(strictness[before.outcome]);
        // What is denied has no limits to compare: a classification that is taken out takes its cap with it.
        if (after.outcome === "deny") return;
        expect(after.effective.lifetimeHours).toBeLessThanOrEqual(before.effective.lifetimeHours);
        expect(after.effective.lifetimeHoursMax).toBeLessThanOrEqual(before.effective.lifetimeHoursMax);
        expect(after.effective.claimWindowHours).toBeLessThanOrEqual(before.effective.claimWindowHours);
        expect(before.effective.deliveries).toEqual(expect.arrayContaining(after.effective.deliveries));
      }),
      { numRuns },
    );
  });

  test("one rule more, of any kind, never loosens an outcome or a limit", () => {
    const finding = fc.record({
      result: fc.constantFrom("pass", "limit", "needs_approval", "deny"),
      message: fc.constant("a pack's rule"),
      tightens: fc.record(
        { lifetimeHoursMax: hours, claimWindowHours: hours, quotaLimit: hours, approval: fc.array(stage) },
        { requiredKeys: [] },
      ),
    });
    fc.assert(
      fc.property(world, body, finding, (around, wish, extra) => {
        const input = { ...surroundings(around, wish.name), draft: normaliseDraft(wish, around.catalog) };
        const before = evaluate(input);
        const pack = { id: "pack.rule", version: "1", rank: "pack", evaluate: () => extra } as const;
        const after = evaluate(input, [...builtInRules, pack]);
        expect(strictness[after.outcome]).toBeGreaterThanOrEqual(strictness[before.outcome]);
        expect(after.effective.lifetimeHours).toBeLessThanOrEqual(before.effective.lifetimeHours);
        expect(after.effective.quota.limit).toBeLessThanOrEqual(before.effective.quota.limit);
        if (after.outcome !== "needs_approval") return;
        for (const { groups, quorum } of before.effective.approvalPlan) {
          const same = after.effective.approvalPlan.find((item) => item.groups.join() === groups.join());
          expect(same?.quorum).toBeGreaterThanOrEqual(quorum);
        }
      }),
      { numRuns },
    );
  });

  test("nothing is ever built on a back end that is not connected, and a missing one never loosens an outcome", () => {
    fc.assert(
      fc.property(world, body, fc.constantFrom(...backendNames), (around, wish, name) => {
        const before = decideIn(around, wish);
        expect(around.held.disconnected).not.toContain(before.effective.backend);
        const disconnected = [...around.held.disconnected, name];
        const after = decideIn({ ...around, held: { ...around.held, disconnected } }, wish);
        expect(strictness[after.outcome]).toBeGreaterThanOrEqual(strictness[before.outcome]);
      }),
      { numRuns },
    );
  });

  test("the order of the rules never changes the outcome, the limits or the digest", () => {
    fc.assert(
      fc.property(
        world,
        body,
        fc.shuffledSubarray([...builtInRules], { minLength: builtInRules.length }),
        (around, wish, rules) => {
          const input = { ...surroundings(around, wish.name), draft: normaliseDraft(wish, around.catalog) };
          const { trace: _, ...ordered } = evaluate(input);
          const { trace: __, ...shuffled } = evaluate(input, rules);
          const plan = (decision: typeof ordered) =>
            new Set(decision.effective.approvalPlan.map((item) => JSON.stringify(item)));
          expect(plan(shuffled)).toEqual(plan(ordered));
          expect({ ...shuffled, effective: { ...shuffled.effective, approvalPlan: [] } }).toEqual({
            ...ordered,
            effective: { ...ordered.effective, approvalPlan: [] },
          });
        },
      ),
      { numRuns },
    );
  });

  test("a remedy that is a change of the body cures its own rule", () => {
    let applied = 0;
    const notApplicable = new Set<string>();
    fc.assert(
      fc.property(world, body, (around, wish) => {
        for (const { rule, result, remedy } of decideIn(around, wish).trace) {
          if (result !== "deny" || remedy === undefined) continue;
          const cured = applyRemedy(wish, remedy);
          if (cured === null) {
            notApplicable.add(rule);
            continue;
          }
          applied += 1;
          const again = decideIn(around, cured).trace.find((entry) => entry.rule === rule);
          expect(again?.result, `${rule} after ${JSON.stringify(remedy)}`).not.toBe("deny");
        }
      }),
      { numRuns },
    );
    expect(applied).toBeGreaterThan(numRuns / 2);
    expect([...notApplicable]).toEqual(["classification.strict_mode"]);
  });
});

function tightest(a: Environment, b: Environment): Environment {
  const rank = (size: string) => sizes.findIndex((candidate) => candidate === size);
  return {
    ...a,
    lifetimeHoursMax: Math.min(a.lifetimeHoursMax, b.lifetimeHoursMax),
    claimWindowHours: Math.min(a.claimWindowHours, b.claimWindowHours),
    sizeMax: rank(a.sizeMax) < rank(b.sizeMax) ? a.sizeMax : b.sizeMax,
    deliveries: a.deliveries.filter((delivery) => b.deliveries.includes(delivery)),
    approval: bothApprovals(a.approval, b.approval),
    classifications: a.classifications.filter((name) => b.classifications.includes(name)),
  };
}

/** Stages of both; where one of them asks for approval by nobody, nobody can approve. */
function bothApprovals(a: Environment["approval"], b: Environment["approval"]): Environment["approval"] {
  if (a === null || b === null) return a ?? b;
  return a.length === 0 || b.length === 0 ? [] : [...a, ...b];
}
