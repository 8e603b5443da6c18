import fc from "fast-check";
import { expect, test } from "vitest";
import type { Catalog } from "#domain/catalog/catalog.ts";
import { classifications } from "#domain/catalog/classification.ts";
import { previewRequest } from "#server/requests/preview-request.ts";
import { submitRequest } from "#server/requests/submit-request.ts";
import { randomPolicy } from "#tests/factories/random-policies.ts";
import { openTestServer, sampleBody } from "#tests/harness/test-server.ts";

const cases = 60;
const environments = ["dev", "staging", "production"] as const;

const scope = fc.record({
  team: fc.option(fc.constant("payments")),
  environment: fc.option(fc.constantFrom(...environments)),
  template: fc.option(fc.constant("postgres-small")),
});
const guardrails = fc.record({
  policies: fc.tuple(randomPolicy("own.one"), randomPolicy("own.two")),
  quota: fc.record({
    id: fc.constant("random"),
    scope,
    measure: fc.constantFrom("count" as const, "units" as const, "monthlyCost" as const),
    limit: fc.integer({ min: 5, max: 300 }),
  }),
  packs: fc.subarray(["hipaa", "fedramp-moderate", "itar", "sox"], { maxLength: 1 }),
});
const wish = fc.record({
  environment: fc.constantFrom(...environments),
  classification: fc.constantFrom(...classifications),
  lifetimeHours: fc.constantFrom(1, 24, 100, 700, 9000),
  parameters: fc.record({ size: fc.constantFrom("small", "medium") }),
});

test(`a submit records what the preview before it said, in ${cases} worlds of random rules on one growing ledger`, async () => {
  const server = await openTestServer();
  const dana = await server.actor("dana");
  const outcomes = new Map<string, number>();
  await fc.assert(
    fc.asyncProperty(guardrails, wish, async ({ policies, quota, packs }, change) => {
      const attachments = packs.map((pack) => ({ pack, teams: ["payments"], templates: [], environments: [] }));
      const own = new Map(policies.map((policy) => [policy.id, policy]));
      const catalog: Catalog = { ...server.web.catalog, policies: own, quotas: [quota], attachments };
      const web = { ...server.web, catalog };
      const body = sampleBody({ ...change, purpose: "Orders service" });
      const preview = await previewRequest(web, dana, body);
      const { request } = await submitRequest(web, dana, { body, idempotencyKey: null });
      expect(request.decision).toEqual(preview);
      outcomes.set(preview.outcome, (outcomes.get(preview.outcome) ?? 0) + 1);
    }),
    // A shrunk case would meet another ledger than the one that it failed on.
    { numRuns: cases, endOnFailure: true },
  );
  expect([...outcomes.keys()].toSorted()).toEqual(["auto", "deny", "needs_approval"]);
}, 120_000);
