import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Catalog } from "#domain/catalog/catalog.ts";
import { decisionSchema, type ApprovalStage, type Decision, type Handling } from "#domain/contracts/decision.ts";
import { evaluate } from "#domain/guardrails/evaluate.ts";
import { applyRemedy } from "#domain/guardrails/apply-remedy.ts";
import { normaliseDraft } from "#domain/guardrails/normalise-draft.ts";
import { unitsOf } from "#domain/guardrails/resolve-facts.ts";
import { rulesOf } from "#domain/guardrails/rules-of.ts";
import { smallestChange } from "#domain/guardrails/smallest-change.ts";
import { ruleRanks } from "#domain/guardrails/rule.ts";
import { randomPolicy } from "#tests/factories/random-policies.ts";
import { randomBody, randomWorld, surroundingsIn, type RandomWorld } from "#tests/factories/random-world.ts";
import { decide } from "#tests/factories/sample-evaluation.ts";
import { propertyRuns } from "#tests/harness/property-runs.ts";

const numRuns = propertyRuns;
const strictness = { auto: 0, needs_approval: 1, deny: 2 } as const satisfies Record<Decision["outcome"], number>;
const number = (limit: number | null | undefined) => limit ?? Number.POSITIVE_INFINITY;

/** Ten thousand cases on a machine that has other work to do. */
const timeout = 180_000;

describe("a decision", { timeout }, () => {
  test("is the same at preview and at submit: for the same state and instant, whatever set the catalog was read into", () => {
    // One case in ten is granted at once: of fewer than a thousand, chance would say how many are.
    const cases = Math.max(1000, numRuns);
    const seen = new Map<string, number>();
    fc.assert(
      fc.property(randomWorld, randomBody, (around, wish) => {
        const preview = decide(wish, surroundingsIn(around, wish.name));
        const again = { ...around, catalog: readAgain(around.catalog), held: structuredClone(around.held) };
        const submit = decide(structuredClone(wish), surroundingsIn(again, wish.name));
        expect(JSON.stringify(submit)).toBe(JSON.stringify(preview));
        // What is kept and shown is the record itself.
        expect(decisionSchema.parse(JSON.parse(JSON.stringify(preview)))).toEqual(preview);
        seen.set(preview.outcome, (seen.get(preview.outcome) ?? 0) + 1);
      }),
      { numRuns: cases },
    );
    for (const outcome of Object.keys(strictness)) expect(seen.get(outcome), outcome).toBeGreaterThan(cases / 20);
  });

  test("never gets looser by one policy more, whatever its condition and effect", () => {
    fc.assert(
      fc.property(randomWorld, randomBody, randomPolicy("more"), (around, wish, more) => {
        const before = decide(wish, surroundingsIn(around, wish.name));
        const policies = new Map(around.catalog.policies).set(more.id, more);
        const after = decide(wish, surroundingsIn({ ...around, catalog: { ...around.catalog, policies } }, wish.name));
        expectNoLooser(after, before);
        // In shadow mode it changes nothing at all.
        if (more.mode === "shadow") expect({ ...after, shadow: [] }).toEqual({ ...before, shadow: [] });
      }),
      { numRuns },
    );
  });

  test("does not depend on the order of the rules within a rank", () => {
    fc.assert(
      fc.property(randomWorld, randomBody, fc.infiniteStream(fc.nat()), (around, wish, keys) => {
        const input = { ...surroundingsIn(around, wish.name), draft: normaliseDraft(wish, around.catalog) };
        const ranked = rulesOf(around.catalog).toSorted(byRank);
        const keyed = ranked.map((rule) => ({ rule, key: Number(keys.next().value) }));
        const shuffled = keyed.toSorted((a, b) => byRank(a.rule, b.rule) || a.key - b.key).map(({ rule }) => rule);
        const [one, other] = [evaluate(input, ranked), evaluate(input, shuffled)];
        expect(other.outcome).toBe(one.outcome);
        expect(other.inputDigest).toBe(one.inputDigest);
        const { approvalPlan: plan, ...limits } = one.effective;
        const { approvalPlan: otherPlan, ...otherLimits } = other.effective;
        expect(otherLimits).toEqual(limits);
        expect(otherPlan.map(spell).toSorted()).toEqual(plan.map(spell).toSorted());
      }),
      { numRuns },
    );
  });

  test("is auto after its smallest change", async () => {
    // Each case decides many candidates: a tenth of the cases, and never so few that chance says what they hold.
    const cases = Math.max(300, Math.ceil(numRuns / 10));
    let found = 0;
    await fc.assert(
      fc.asyncProperty(randomWorld, randomBody, async (around, wish) => {
        const decideIn = (body: typeof wish) => decide(body, surroundingsIn(around, body.name));
        const decision = decideIn(wish);
        fc.pre(decision.outcome !== "auto");
        const { catalog } = around;
        const change = await smallestChange({
          bodies: [wish],
          decision,
          catalog,
          decide: async (body) => decideIn(body),
        });
        if (change === null) return;
        found += 1;
        const changed = change.reduce((body, remedy) => applyRemedy(body, remedy) ?? body, wish);
        expect(decideIn(changed).outcome).toBe("auto");
      }),
      { numRuns: cases },
    );
    expect(found).toBeGreaterThan(cases / 10);
  });
});

describe("a quota", { timeout }, () => {
  test("is never exceeded and never below zero while requests come and end in any order, and free when all have ended", () => {
    const moves = fc.array(fc.record({ wish: randomBody, ends: fc.nat({ max: 3 }) }), { minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(randomWorld, moves, (around, steps) => {
        const book = new QuotaBook(around);
        for (const { wish, ends } of steps) {
          book.ask(wish);
          book.expectWithinLimits();
          if (ends < 2) book.end(ends);
          book.expectWithinLimits();
        }
        book.endAll();
        expect(Object.values(book.held).filter((sum) => sum !== 0)).toEqual([]);
      }),
      { numRuns },
    );
  });
});

/** Adds up what decisions say they ask of each quota, as the ledger does for what holds. */
class QuotaBook {
  held: Record<string, number> = {};
  readonly #around: RandomWorld;
  readonly #holding: Record<string, number>[] = [];

  constructor(around: RandomWorld) {
    this.#around = around;
  }

  ask(wish: Parameters<typeof decide>[0]): void {
    const state = { ...surroundingsIn(this.#around, wish.name).state, held: this.held };
    const { catalog } = this.#around;
    const decision = decide(wish, { ...surroundingsIn(this.#around, wish.name), state });
    if (decision.outcome === "deny") return;
    const { allowances = [], cost } = decision.effective;
    for (const { measure, asks } of allowances) {
      const units = unitsOf(catalog, decision.effective.size);
      expect(asks).toBe({ count: 1, units, monthlyCost: cost?.monthly ?? 0 }[measure]);
    }
    const asked = Object.fromEntries(allowances.map(({ id, asks }) => [id, asks]));
    this.#holding.push(asked);
    this.#add(asked, 1);
  }

  end(index: number): void {
    const [ended] = this.#holding.splice(index, 1);
    if (ended) this.#add(ended, -1);
  }

  endAll(): void {
    while (this.#holding.length > 0) this.end(0);
  }

  expectWithinLimits(): void {
    for (const { id, limit } of this.#around.catalog.quotas) {
      const sum = this.held[id] ?? 0;
      expect(sum).toBeGreaterThanOrEqual(0);
      if (sum > 0) expect(sum).toBeLessThanOrEqual(limit);
    }
  }

  /** In whole cents, as money is kept. */
  #add(asked: Record<string, number>, sign: 1 | -1): void {
    for (const [id, asks] of Object.entries(asked)) {
      this.held[id] = Math.round(((this.held[id] ?? 0) + sign * asks) * 100) / 100;
    }
  }
}

/** Another set of the same documents: nothing that was made of the first is known of it. */
function readAgain(catalog: Catalog): Catalog {
  const { templates, environments, tiers, matrices, policies, packs } = catalog;
  return {
    ...catalog,
    templates: new Map(templates),
    environments: new Map(environments),
    tiers: new Map(tiers),
    matrices: new Map(matrices),
    policies: new Map(policies),
    packs: new Map(packs),
  };
}

function byRank(a: { rank: (typeof ruleRanks)[number] }, b: { rank: (typeof ruleRanks)[number] }): number {
  return ruleRanks.indexOf(a.rank) - ruleRanks.indexOf(b.rank);
}

function spell(stage: ApprovalStage): string {
  return JSON.stringify(stage);
}

function expectNoLooser(after: Decision, before: Decision): void {
  expect(strictness[after.outcome]).toBeGreaterThanOrEqual(strictness[before.outcome]);
  const [is, was] = [after.effective, before.effective];
  expect(is.lifetimeHours).toBeLessThanOrEqual(was.lifetimeHours);
  expect(is.lifetimeHoursMax).toBeLessThanOrEqual(was.lifetimeHoursMax);
  expect(is.claimWindowHours).toBeLessThanOrEqual(was.claimWindowHours);
  expect(is.quota.limit).toBeLessThanOrEqual(was.quota.limit);
  expect(is.deliveries.filter((delivery) => !was.deliveries.includes(delivery))).toEqual([]);
  if (was.handling) expectHandledAsWell(is.handling, was.handling);
  if (after.outcome !== "needs_approval") return;
  for (const asked of was.approvalPlan) {
    const same = is.approvalPlan.find(({ groups }) => groups.join() === asked.groups.join());
    expect(same?.quorum).toBeGreaterThanOrEqual(asked.quorum);
    expect(same?.deadlineHours).toBeLessThanOrEqual(asked.deadlineHours);
    expect((asked.distinctFrom ?? []).filter((kind) => !same?.distinctFrom?.includes(kind))).toEqual([]);
    expect((asked.attributes ?? []).filter((attribute) => !same?.attributes?.includes(attribute))).toEqual([]);
    expect((same?.escalateTo ?? []).filter((group) => !asked.escalateTo?.includes(group))).toEqual([]);
  }
}

function expectHandledAsWell(is: Handling | undefined, was: Handling): void {
  if (was.sealing === "strict") expect(is?.sealing).toBe("strict");
  expect(number(is?.revealMaxAgeSeconds)).toBeLessThanOrEqual(number(was.revealMaxAgeSeconds));
  expect(is?.shownSeconds).toBeLessThanOrEqual(was.shownSeconds);
  expect(number(is?.rotationDays)).toBeLessThanOrEqual(number(was.rotationDays));
  expect(is?.retentionDays).toBeGreaterThanOrEqual(was.retentionDays);
  expect(is?.restoreHoursMax).toBeLessThanOrEqual(was.restoreHoursMax);
  expect(was.attributes.filter((attribute) => !is?.attributes.includes(attribute))).toEqual([]);
}
