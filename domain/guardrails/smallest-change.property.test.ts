import fc from "fast-check";
import { expect, test } from "vitest";
import type { Decision, Remedy } from "#domain/contracts/decision.ts";
import type { SubmitBody } from "#domain/contracts/request.ts";
import { applyRemedy } from "#domain/guardrails/apply-remedy.ts";
import { normaliseDraft } from "#domain/guardrails/normalise-draft.ts";
import { smallestChange } from "#domain/guardrails/smallest-change.ts";
import { randomBody, randomWorld, surroundingsIn, type RandomWorld } from "#tests/factories/random-world.ts";
import { decide } from "#tests/factories/sample-evaluation.ts";
import { propertyRuns } from "#tests/harness/property-runs.ts";

/** A search is some dozens of decisions. */
const timeoutMs = 240_000;
const sizes = ["small", "medium", "large"] as const;

test(
  "a smallest change is granted at once, is one where one is enough, and leaves the classification alone, and the team unless a rule names another",
  async () => {
    const found = { one: 0, more: 0, none: 0 };
    await fc.assert(
      fc.asyncProperty(randomWorld, randomBody, async (world, body) => {
        const decision = decideIn(world, body);
        if (decision.outcome === "auto") return;
        const bodies = bothOf(world, body);
        let evaluations = 0;
        const change = await smallestChange({
          bodies,
          decision,
          catalog: world.catalog,
          decide: async (changed) => {
            evaluations += 1;
            return decideIn(world, changed);
          },
        });
        expect(evaluations).toBeLessThanOrEqual(200);
        if (change === null || change.length > 1) expect(oneChangeThatHelps(world, bodies)).toBeNull();
        if (change === null) {
          found.none += 1;
          return;
        }
        found[change.length === 1 ? "one" : "more"] += 1;
        const paths = change.map(({ path }) => path);
        expect(paths).not.toContain("/classification");
        if (paths.includes("/team")) expect(decision.trace.map(({ remedy }) => remedy?.path)).toContain("/team");
        for (const each of bodies) expect(decideIn(world, applied(each, change)).outcome).toBe("auto");
      }),
      { numRuns: propertyRuns },
    );
    expect(Math.min(found.one, found.more, found.none)).toBeGreaterThan(propertyRuns / 100);
  },
  timeoutMs,
);

function decideIn(world: RandomWorld, body: SubmitBody): Decision {
  return decide(body, surroundingsIn(world, body.name));
}

/** Filled in, and as it was sent: what is left out may come out otherwise in another place. */
function bothOf({ catalog }: RandomWorld, body: SubmitBody): [SubmitBody, SubmitBody] {
  const { lifetimeHours, parameters, delivery } = normaliseDraft(body, catalog);
  return [{ ...body, lifetimeHours, parameters, delivery }, body];
}

function applied(body: SubmitBody, changes: readonly Remedy[]): SubmitBody {
  return changes.reduce<SubmitBody>((changed, remedy) => applyRemedy(changed, remedy) ?? changed, body);
}

/** A single change of a kind that is promised to be tried, looked for the long way. */
function oneChangeThatHelps(world: RandomWorld, bodies: readonly [SubmitBody, SubmitBody]): Remedy | null {
  const set = (path: string, values: readonly unknown[]) => values.map((value): Remedy => ({ path, op: "=", value }));
  const rank = (size: unknown) => sizes.findIndex((candidate) => candidate === size);
  const [filled] = bodies;
  const offered = world.catalog.templates.get(filled.template)?.environments ?? [];
  const singles = [
    ...set("/lifetimeHours", [1]),
    ...set(
      "/parameters/size",
      sizes.filter((size) => rank(size) < rank(filled.parameters?.size)),
    ),
    ...set("/environment", offered),
  ];
  return (
    singles.find((one) => bodies.every((body) => decideIn(world, applied(body, [one])).outcome === "auto")) ?? null
  );
}
