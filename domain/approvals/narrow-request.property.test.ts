import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { narrowRequest, type NarrowPlace } from "#domain/approvals/narrow-request.ts";
import type { Catalog } from "#domain/catalog/catalog.ts";
import type { OfferChange } from "#domain/contracts/request.ts";
import { evaluate } from "#domain/guardrails/evaluate.ts";
import { normaliseDraft } from "#domain/guardrails/normalise-draft.ts";
import type { RequestDraft } from "#domain/guardrails/request-draft.ts";
import { randomBody, randomWorld, surroundingsIn, type RandomWorld } from "#tests/factories/random-world.ts";
import { propertyRuns } from "#tests/harness/property-runs.ts";

const timeout = 180_000;
const kept = ["template", "name", "team", "environment", "classification", "purpose"] as const;
const paths = ["/lifetimeHours", "/parameters/size", "/delivery", ...kept.map((field) => `/${field}`)];

/** Mostly what could be an offer, now and then anything at all. */
const change: fc.Arbitrary<OfferChange> = fc.oneof(
  { weight: 8, arbitrary: pair("/lifetimeHours", fc.integer({ min: 1, max: 30 })) },
  { weight: 1, arbitrary: pair("/lifetimeHours", fc.integer({ min: -5, max: 9000 })) },
  { weight: 4, arbitrary: pair("/parameters/size", fc.constantFrom("small", "small", "medium", "large")) },
  { weight: 1, arbitrary: pair("/delivery", fc.constantFrom("reveal", "vault")) },
  { weight: 1, arbitrary: fc.constantFrom(...paths).chain((path) => pair(path, fc.jsonValue())) },
);
const changes = fc.array(change, { minLength: 1, maxLength: 2 });

function pair(path: string, value: fc.Arbitrary<unknown>): fc.Arbitrary<OfferChange> {
  return value.map((given) => ({ path, op: "=" as const, value: given }));
}

function judge(world: RandomWorld, draft: RequestDraft) {
  return evaluate({ ...surroundingsIn(world, draft.name), draft });
}

function placeOf(catalog: Catalog, draft: RequestDraft, deliveries: readonly string[]): NarrowPlace {
  const template = catalog.templates.get(draft.template);
  if (template === undefined) throw new Error("The world has the template.");
  return { template, sizeScale: catalog.settings.sizeScale, deliveries };
}

describe("narrowRequest, over random worlds and offers", () => {
  test(
    "never lets anything through that gives more of anything than was asked for",
    () => {
      let narrowed = 0;
      let decidedLooser = 0;
      fc.assert(
        fc.property(randomWorld, randomBody, changes, (world, body, offer) => {
          const draft = normaliseDraft(body, world.catalog);
          const before = judge(world, draft);
          const place = placeOf(world.catalog, draft, before.effective.deliveries);
          const answer = narrowRequest(draft, offer, place);
          if (!answer.isNarrower) {
            expect(answer.reason).toMatch(/^\S.+\.$/);
            return;
          }
          narrowed += 1;
          const now = answer.request;
          for (const field of kept) expect(now[field]).toBe(draft[field]);
          expect(Object.keys(now.parameters)).toEqual(Object.keys(draft.parameters));
          expect(now.lifetimeHours).toBeLessThanOrEqual(draft.lifetimeHours);
          const rank = (size: unknown) => place.sizeScale.indexOf(String(size));
          expect(rank(now.parameters.size)).toBeLessThanOrEqual(rank(draft.parameters.size));
          expect(place.deliveries.concat(draft.delivery)).toContain(now.delivery);

          const after = judge(world, now);
          expect(after.effective.lifetimeHours).toBeLessThanOrEqual(draft.lifetimeHours);
          expect(after.effective.cost?.monthly ?? 0).toBeLessThanOrEqual(before.effective.cost?.monthly ?? 0);
          expect(after.effective.cost?.total ?? 0).toBeLessThanOrEqual(before.effective.cost?.total ?? 0);
          const asked = new Map(before.effective.allowances?.map(({ id, asks }) => [id, asks]));
          for (const { id, asks } of after.effective.allowances ?? []) {
            expect(asks).toBeLessThanOrEqual(asked.get(id) ?? 0);
          }
          // Never the way back: nothing that was taken away can be offered again.
          const undone = offer.map(({ path, op }) => ({ path, op, value: valueAt(draft, path) }));
          const back = narrowRequest(now, undone, place);
          expect(back.isNarrower && offer.every(({ path }) => path !== "/delivery")).toBe(false);
          if (order(after.outcome) < order(before.outcome)) decidedLooser += 1;
        }),
        { numRuns: propertyRuns },
      );
      process.stdout.write(
        `narrowRequest: ${propertyRuns} random offers, ${narrowed} narrowed, 0 wider than what was asked for; the guardrails ask less of ${decidedLooser}\n`,
      );
      expect(narrowed).toBeGreaterThan(propertyRuns / 10);
    },
    timeout,
  );
});

function valueAt(draft: RequestDraft, path: string): unknown {
  const [field, key] = path.split("/").slice(1);
  return key === undefined ? draft[field as keyof RequestDraft] : draft.parameters[key];
}

function order(outcome: "auto" | "needs_approval" | "deny"): number {
  return { auto: 0, needs_approval: 1, deny: 2 }[outcome];
}
