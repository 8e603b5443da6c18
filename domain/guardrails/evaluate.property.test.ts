import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Environment } from "#domain/catalog/environment.ts";
import type { Decision } from "#domain/contracts/decision.ts";
import type { SubmitBody } from "#domain/contracts/request.ts";
import { applyRemedy } from "#domain/guardrails/apply-remedy.ts";
import { evaluate } from "#domain/guardrails/evaluate.ts";
import { normaliseDraft } from "#domain/guardrails/normalise-draft.ts";
import { rulesOf } from "#domain/guardrails/rules-of.ts";
import { randomStage } from "#tests/factories/random-policies.ts";
import {
  backendNames,
  randomBody,
  randomEnvironment,
  randomWorld,
  surroundingsIn,
  type RandomWorld,
} from "#tests/factories/random-world.ts";
import { decide } from "#tests/factories/sample-evaluation.ts";
import { propertyRuns } from "#tests/harness/property-runs.ts";

/** What has a thorough test of its own beside it is tried on fewer cases. */
const numRuns = Math.min(propertyRuns, 1000);
const sizes = ["small", "medium", "large"] as const;
const hours = fc.integer({ min: 1, max: 9000 });

/** Within these, no freeze window of the worlds begins or ends. */
const instant = fc.date({
  min: new Date("2026-11-27T00:00:00Z"),
  max: new Date("2026-11-27T23:59:59Z"),
  noInvalidDate: true,
});

const decideIn = (around: RandomWorld, wish: SubmitBody) => decide(wish, surroundingsIn(around, wish.name));

const strictness = { auto: 0, needs_approval: 1, deny: 2 } as const satisfies Record<Decision["outcome"], number>;

describe("evaluate", () => {
  test("gives the same record for the same input, whatever the instant and the order of keys", () => {
    fc.assert(
      fc.property(randomWorld, randomBody, instant, (around, wish, now) => {
        const first = decideIn(around, wish);
        const shuffled = Object.fromEntries(Object.entries(wish).toReversed()) as SubmitBody;
        expect(decide(shuffled, { ...surroundingsIn(around, wish.name), now })).toEqual(first);
        expect(decideIn(around, wish)).toEqual(first);
      }),
      { numRuns },
    );
  });

  test("changes nothing of its input", () => {
    fc.assert(
      fc.property(randomWorld, randomBody, (around, wish) => {
        const before = snapshot(surroundingsIn(around, wish.name));
        const after = surroundingsIn(around, wish.name);
        decide(wish, after);
        expect(snapshot(after)).toEqual(before);
      }),
      { numRuns },
    );
  });

  test("a tighter environment never loosens an outcome or a limit", () => {
    fc.assert(
      fc.property(randomWorld, randomBody, randomEnvironment("any"), (around, wish, other) => {
        // A condition may ask how tight the environment is, and what then holds is the rule's affair.
        const catalog = { ...around.catalog, policies: new Map(), packs: new Map() };
        const plain = { ...around, catalog };
        const draft = normaliseDraft(wish, catalog);
        const before = evaluate({ ...surroundingsIn(plain, wish.name), draft });
        const current = around.catalog.environments.get(wish.environment);
        if (current === undefined) throw new Error("The environment is of the catalog.");
        const environments = new Map(around.catalog.environments).set(wish.environment, tightest(current, other));
        const tighter = { ...around, catalog: { ...catalog, environments } };
        const after = evaluate({ ...surroundingsIn(tighter, wish.name), draft });
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
        { lifetimeHoursMax: hours, claimWindowHours: hours, quotaLimit: hours, approval: fc.array(randomStage) },
        { requiredKeys: [] },
      ),
    });
    fc.assert(
      fc.property(randomWorld, randomBody, finding, (around, wish, extra) => {
        const input = { ...surroundingsIn(around, wish.name), draft: normaliseDraft(wish, around.catalog) };
        const before = evaluate(input);
        const pack = { id: "pack.rule", version: "1", rank: "pack", evaluate: () => extra } as const;
        const after = evaluate(input, [...rulesOf(around.catalog), pack]);
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
      fc.property(randomWorld, randomBody, fc.constantFrom(...backendNames), (around, wish, name) => {
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
        randomWorld,
        randomBody,
        fc.array(fc.nat(), { minLength: 40, maxLength: 40 }),
        (around, wish, places) => {
          const all = rulesOf(around.catalog);
          const rules = all.toSorted(
            (one, other) => (places[all.indexOf(one)] ?? 0) - (places[all.indexOf(other)] ?? 0),
          );
          const input = { ...surroundingsIn(around, wish.name), draft: normaliseDraft(wish, around.catalog) };
          expect(unordered(evaluate(input, rules))).toEqual(unordered(evaluate(input)));
        },
      ),
      { numRuns },
    );
  });

  test("a remedy that is a change of the body cures its own rule, one limit of it after the other", () => {
    let applied = 0;
    const notApplicable = new Set<string>();
    fc.assert(
      fc.property(randomWorld, randomBody, (around, wish) => {
        for (const { rule, result, remedy } of decideIn(around, wish).trace) {
          if (result !== "deny" || remedy === undefined) continue;
          const cured = applyRemedy(wish, remedy);
          if (cured === null) {
            notApplicable.add(rule);
            continue;
          }
          applied += 1;
          const again = decideIn(around, cured).trace.find((entry) => entry.rule === rule);
          const told = `${rule} after ${JSON.stringify(remedy)}`;
          if (again?.result !== "deny") continue;
          // Something is connected there, as promised; where it may lie there is for the rules of that place to say.
          if (rule === "backend.selection") expect(isConnectedIn(around, cured.environment), told).toBe(true);
          // A cap of several limits tells of one after the other, as long as a machine can help.
          else expect(isCuredInTime(around, { rule, wish: cured }), told).toBe(true);
        }
      }),
      { numRuns: propertyRuns },
    );
    expect(applied).toBeGreaterThan(propertyRuns / 20);
    expect([...notApplicable]).toEqual(["classification.strict_mode"]);
  });
});

function isConnectedIn({ catalog, held }: RandomWorld, environment: string): boolean {
  return [...catalog.backends.values()].some(
    ({ name, environments }) => environments.includes(environment) && !held.disconnected.includes(name),
  );
}

/** A decision but for the order in which rules are listed and stages stand. */
function unordered({ trace, shadow = [], effective, ...rest }: Decision) {
  const sorted = (items: readonly unknown[]) => items.map((item) => JSON.stringify(item)).toSorted();
  const { approvalPlan, deliveries, ...limits } = effective;
  const lists = { trace, shadow, approvalPlan, deliveries };
  return { ...rest, limits, ...Object.fromEntries(Object.entries(lists).map(([name, list]) => [name, sorted(list)])) };
}

/** Whether a cap is kept to after as many remedies as it has limits, or has none to offer for what is left. */
function isCuredInTime(around: RandomWorld, { rule, wish }: { rule: string; wish: SubmitBody }): boolean {
  const { policies, packs } = around.catalog;
  const rules = [...policies.values(), ...[...packs.values()].flatMap((pack) => pack.rules)];
  const then = rules.find(({ id }) => id === rule)?.then;
  let body: SubmitBody | null = wish;
  for (let left = then?.kind === "cap" ? Object.keys(then.cap).length - 1 : 0; left > 0 && body !== null; left--) {
    const entry = decideIn(around, body).trace.find((said) => said.rule === rule);
    if (entry?.result !== "deny" || entry.remedy === undefined) return true;
    body = applyRemedy(body, entry.remedy);
  }
  return body !== null && decideIn(around, body).trace.every((said) => said.rule !== rule || said.result !== "deny");
}

/** What can be compared of a value: functions are left out. */
function snapshot(value: unknown): string {
  return JSON.stringify(value, (_, item: unknown) => (item instanceof Map ? [...item] : item));
}

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
