import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { classifications } from "#domain/catalog/classification.ts";
import type { PolicyEffect } from "#domain/catalog/policy.ts";
import type { Decision } from "#domain/contracts/decision.ts";
import { evaluate } from "#domain/guardrails/evaluate.ts";
import type { EvaluationInput } from "#domain/guardrails/evaluation-input.ts";
import { rebuildInput, type RecordedRequest } from "#domain/policies/rebuild-input.ts";
import { samplePolicy } from "#tests/factories/sample-pack.ts";
import { sampleCatalog, sampleTier } from "#tests/factories/sample-catalog.ts";

const second = { ...[...sampleCatalog().backends.values()][0], name: "second", regions: ["eu"] };
const rule = (id: string, when: string, then: PolicyEffect) => samplePolicy({ id, when, then });
const person = rule("person", 'request.size == "large"', { kind: "require", require: { attributes: ["us_person"] } });
const stages = [{ groups: ["platform"], quorum: 1, deadlineHours: 1 }];
const hold = rule("hold", "usage.holding > 2", { kind: "approval", stages });
const catalog = sampleCatalog({
  backends: new Map([...sampleCatalog().backends, ["second", second as never]]),
  quotas: [{ id: "few", scope: { team: "payments", environment: null, template: null }, measure: "count", limit: 4 }],
  policies: new Map([person, hold].map((policy) => [policy.id, policy])),
  tiers: new Map(classifications.map((id) => [id, sampleTier(id)])),
});

const input: fc.Arbitrary<EvaluationInput> = fc
  .record({
    name: fc.constantFrom("orders", "postgres", "x"),
    team: fc.constantFrom("payments", "search"),
    environment: fc.constantFrom("dev", "staging", "production"),
    classification: fc.constantFrom(...classifications),
    lifetimeHours: fc.constantFrom(24, 800, 9000),
    size: fc.constantFrom("small", "medium", "large"),
    teams: fc.subarray(["payments", "search"]),
    platformRoles: fc.subarray(["platform", "security"] as const),
    attributes: fc.subarray(["us_person"] as const),
    onBehalfOf: fc.option(fc.subarray(["payments", "search"])),
    holdingCount: fc.constantFrom(0, 3, 200),
    nameTaken: fc.boolean(),
    disconnectedBackends: fc.subarray(["embedded-postgres", "second"]),
    recipientDevices: fc.integer({ min: 0, max: 2 }),
    held: fc.integer({ min: 0, max: 5 }),
  })
  .map((made) => ({
    draft: {
      template: "postgres-small",
      name: made.name,
      team: made.team,
      environment: made.environment,
      classification: made.classification,
      purpose: "For tests",
      lifetimeHours: made.lifetimeHours,
      parameters: { size: made.size },
      delivery: "reveal",
    },
    requester: {
      principalId: "dana",
      kind: "user",
      teams: made.teams,
      platformRoles: made.platformRoles,
      attributes: made.attributes,
      onBehalfOf: made.onBehalfOf && { principalId: "noor", teams: made.onBehalfOf, attributes: made.attributes },
    },
    state: {
      holdingCount: made.holdingCount,
      nameTaken: made.nameTaken,
      disconnectedBackends: made.disconnectedBackends,
      recipientDevices: made.recipientDevices,
      held: { few: made.held },
    },
    catalog,
    now: new Date("2026-11-23T12:00:00Z"),
  }));

function recordOf({ draft, state, now }: EvaluationInput, { outcome, trace, effective }: Decision): RecordedRequest {
  return {
    draft,
    createdAt: now,
    outcome,
    results: Object.fromEntries(trace.map(({ rule, result }) => [rule, result])),
    holding: effective.quota.holding,
    held: Object.fromEntries((effective.allowances ?? []).map(({ id, held }) => [id, held])),
    backend: effective.backend,
    sealing: effective.handling?.sealing ?? null,
    attributes: effective.handling?.attributes ?? [],
    devices: state.recipientDevices,
  };
}

const resultsOf = ({ trace }: Decision) => trace.map(({ rule, result }) => [rule, result]);

describe("rebuildInput", () => {
  test("gives by the same catalog what every rule said and the same back end, whoever the requester has become since", () => {
    const outcomes = new Set<string>();
    fc.assert(
      fc.property(input, fc.boolean(), (given, hasLeft) => {
        const decision = evaluate(given);
        outcomes.add(decision.outcome);
        const gone = { ...given.requester, teams: [], platformRoles: [], attributes: [] };
        const requester = hasLeft ? gone : given.requester;
        const again = evaluate(rebuildInput(recordOf(given, decision), requester, catalog));
        expect(resultsOf(again)).toEqual(resultsOf(decision));
        expect([again.outcome, again.effective.backend]).toEqual([decision.outcome, decision.effective.backend]);
      }),
      { numRuns: 500 },
    );
    expect([...outcomes].toSorted()).toEqual(["auto", "deny", "needs_approval"]);
  });
});
