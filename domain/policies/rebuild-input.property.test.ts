import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { classifications } from "#domain/catalog/classification.ts";
import type { PolicyEffect } from "#domain/catalog/policy.ts";
import type { Decision } from "#domain/contracts/decision.ts";
import { evaluate } from "#domain/guardrails/evaluate.ts";
import type { EvaluationInput } from "#domain/guardrails/evaluation-input.ts";
import { rebuildInput, type RecordedRequest } from "#domain/policies/rebuild-input.ts";
import { propertyRuns } from "#tests/harness/property-runs.ts";
import { samplePolicy } from "#tests/factories/sample-pack.ts";
import { sampleCatalog, sampleTier } from "#tests/factories/sample-catalog.ts";

const second = { ...[...sampleCatalog().backends.values()][0], name: "second", regions: ["eu"] };
// oxlint-disable-next-line unicorn/no-thenable -- the key that rules are written with; never a function
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

/** What is granted comes often enough to be looked at, and so does what is not. */
const mostly = <T>(usual: T, ...others: readonly T[]) =>
  fc.oneof({ weight: 4, arbitrary: fc.constant(usual) }, { weight: 1, arbitrary: fc.constantFrom(...others) });

const input: fc.Arbitrary<EvaluationInput> = fc
  .record({
    name: mostly("orders", "postgres", "x"),
    team: fc.constantFrom("payments", "search"),
    environment: fc.constantFrom("dev", "staging", "production"),
    classification: fc.constantFrom(...classifications),
    lifetimeHours: mostly(24, 800, 9000),
    size: mostly("small", "medium", "large"),
    teams: mostly(["payments", "search"], ["search"], []),
    platformRoles: fc.subarray(["platform", "security"] as const),
    attributes: fc.subarray(["us_person"] as const),
    onBehalfOf: mostly(null, ["payments", "search"], ["search"], []),
    holdingCount: mostly(0, 3, 200),
    nameTaken: mostly(false, true),
    disconnectedBackends: mostly([], ["embedded-postgres"], ["second"], ["embedded-postgres", "second"]),
    recipientDevices: fc.integer({ min: 0, max: 2 }),
    held: mostly(0, 3, 4, 5),
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

/** What the ledger says of devices at the time of filing may differ from what the decision found. */
function recordOf(
  { draft, now }: EvaluationInput,
  { outcome, trace, effective }: Decision,
  devices: number,
): RecordedRequest {
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
    devices,
  };
}

const resultsOf = ({ trace }: Decision) => trace.map(({ rule, result }) => [rule, result]);

describe("rebuildInput", () => {
  test("gives by the same catalog what every rule said and the same back end, whoever the requester has become since", () => {
    const outcomes = new Set<string>();
    fc.assert(
      fc.property(input, fc.boolean(), fc.nat(2), (given, hasLeft, devices) => {
        const decision = evaluate(given);
        outcomes.add(decision.outcome);
        const gone = { ...given.requester, teams: [], platformRoles: [], attributes: [] };
        const requester = hasLeft ? gone : given.requester;
        const again = evaluate(rebuildInput(recordOf(given, decision, devices), requester, catalog));
        expect(resultsOf(again)).toEqual(resultsOf(decision));
        expect([again.outcome, again.effective.backend]).toEqual([decision.outcome, decision.effective.backend]);
      }),
      { numRuns: propertyRuns },
    );
    expect([...outcomes].toSorted()).toEqual(["auto", "deny", "needs_approval"]);
  });
});
