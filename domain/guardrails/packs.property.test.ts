import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { sessionIdleMinutes } from "#domain/access/session-idle-minutes.ts";
import type { Catalog } from "#domain/catalog/catalog.ts";
import { classifications } from "#domain/catalog/classification.ts";
import type { Pack, PackAttachment } from "#domain/catalog/pack.ts";
import type { Policy, PolicyEffect } from "#domain/catalog/policy.ts";
import type { ApprovalStage, Decision, Handling } from "#domain/contracts/decision.ts";
import { handlingOfPlace } from "#domain/guardrails/handling-of-place.ts";
import { sampleCatalog, sampleTemplate } from "#tests/factories/sample-catalog.ts";
import { decide, sampleBody, sampleSurroundings } from "#tests/factories/sample-evaluation.ts";
import { samplePack, samplePolicy } from "#tests/factories/sample-pack.ts";
import { propertyRuns } from "#tests/harness/property-runs.ts";

const timeout = 180_000;
const places = ["dev", "staging", "production"] as const;
const sizes = ["small", "medium", "large"] as const;
const regions = ["local", "us-gov-west-1"] as const;
const attributes = fc.subarray(["us_person" as const], { minLength: 1 });
const distinctFrom = fc.subarray(["maintainer" as const], { minLength: 1 });
const days = fc.integer({ min: 1, max: 4000 });

const stage: fc.Arbitrary<ApprovalStage> = fc.record(
  {
    // Few, so that two packs often ask the same ones.
    groups: fc.constantFrom(["platform"], ["security"], ["security", "team-leads"]),
    quorum: fc.integer({ min: 1, max: 3 }),
    deadlineHours: fc.integer({ min: 1, max: 100 }),
    distinctFrom,
    attributes,
    onTimeout: fc.constant("escalate" as const),
    escalateTo: fc.subarray(["admin", "security", "team-leads"], { minLength: 1 }),
  },
  { requiredKeys: ["groups", "quorum", "deadlineHours"] },
);

const asks = fc
  .array(stage, { minLength: 1, maxLength: 2 })
  .map((stages): PolicyEffect => ({ kind: "approval", stages }));

const caps = fc
  .record(
    {
      lifetimeHours: fc.integer({ min: 100, max: 900 }),
      regions: fc.subarray([...regions], { minLength: 1 }),
      size: fc.constantFrom(...sizes),
      deliveries: fc.constantFrom(["reveal"], ["reveal"], ["reveal"], []),
    },
    { requiredKeys: [] },
  )
  .map((cap): PolicyEffect => ({ kind: "cap", cap }));

const demands = fc
  .record(
    {
      sealing: fc.constant("strict" as const),
      attributes,
      distinctFrom,
      revealMaxAgeMinutes: fc.integer({ min: 1, max: 60 }),
      retentionDays: days,
      rotationDays: days,
    },
    { requiredKeys: [] },
  )
  .map((require): PolicyEffect => ({ kind: "require", require }));

/** What denies is rare: it hides all the rest. */
const effect: fc.Arbitrary<PolicyEffect> = fc.oneof(
  { weight: 1, arbitrary: fc.constantFrom<PolicyEffect>({ kind: "deny" }, { kind: "warn" }) },
  { weight: 6, arbitrary: asks },
  { weight: 2, arbitrary: caps },
  { weight: 8, arbitrary: demands },
);

/** The last of them cannot be evaluated: a human decides. */
const condition = fc.constantFrom(
  "true",
  "true",
  "true",
  "request.classificationRank >= 2",
  "request.lifetimeHours > 100",
  "requester.kind == 'service_account'",
  "environment.asksHuman || template.resourceType == 'none'",
  "request.parameters.missing == 'x'",
);

const policy = fc.record({ effect, when: condition }).map((change): Policy => samplePolicy(change));

const pack = (id: string): fc.Arbitrary<Pack> =>
  fc
    .record({
      rules: fc.array(policy, { minLength: 1, maxLength: 5 }),
      sessionIdleMinutes: fc.option(fc.integer({ min: 1, max: 60 })),
    })
    .map(({ rules, sessionIdleMinutes: idle }) =>
      samplePack(
        rules.map((rule, index) => ({ ...rule, id: `${id}.r${index}` })),
        { id, sessionIdleMinutes: idle },
      ),
    );

const attachment = (id: string): fc.Arbitrary<PackAttachment> =>
  fc.record({
    pack: fc.constant(id),
    // Most of the time where the request is.
    teams: fc.constantFrom(["payments"], ["payments", "search"], ["payments"], ["search"], []),
    templates: fc.subarray(["postgres-small"]),
    environments: fc.subarray([...places]),
  });

const body = fc
  .record({
    environment: fc.constantFrom(...places),
    classification: fc.constantFrom(...classifications),
    lifetimeHours: fc.option(fc.integer({ min: 1, max: 300 }), { nil: undefined }),
    parameters: fc.option(fc.record({ size: fc.constantFrom(...sizes) }), { nil: undefined }),
  })
  .map((change) => sampleBody(change));

const around = fc.record({
  // Most of the time nothing about the requester or the template denies.
  attributes: fc.constantFrom<"us_person"[]>(["us_person"], ["us_person"], ["us_person"], []),
  devices: fc.constantFrom(1, 1, 1, 0),
  maintainers: fc.constantFrom<string[]>(
    ["omar@latchkey.test"],
    ["omar@latchkey.test"],
    ["kim@latchkey.test"],
    ["platform"],
  ),
  held: pack("held"),
  holds: fc.array(attachment("held"), { minLength: 0, maxLength: 2 }),
  more: pack("more"),
  adds: fc.array(attachment("more"), { minLength: 1, maxLength: 2 }),
});
type Around = typeof around extends fc.Arbitrary<infer T> ? T : never;

function catalogOf({ maintainers, held, holds, more }: Around, added: readonly PackAttachment[]): Catalog {
  const base = sampleCatalog();
  const template = sampleTemplate({ maintainers });
  const backends = [...base.backends.values()].map((backend) => ({ ...backend, regions: [...regions] }));
  return {
    ...base,
    templates: new Map([[template.id, template]]),
    backends: new Map(backends.map((backend) => [backend.name, backend])),
    packs: new Map([held, more].map((item) => [item.id, item])),
    attachments: [...holds, ...added],
  };
}

const strictness = { auto: 0, needs_approval: 1, deny: 2 } as const satisfies Record<Decision["outcome"], number>;
const number = (limit: number | null | undefined) => limit ?? Number.POSITIVE_INFINITY;

function expectNoLooser(after: Handling | undefined, before: Handling | undefined): void {
  if (before === undefined) return;
  if (before.sealing === "strict") expect(after?.sealing).toBe("strict");
  expect(number(after?.revealMaxAgeSeconds)).toBeLessThanOrEqual(number(before.revealMaxAgeSeconds));
  expect(number(after?.shownSeconds)).toBeLessThanOrEqual(before.shownSeconds);
  expect(number(after?.rotationDays)).toBeLessThanOrEqual(number(before.rotationDays));
  expect(after?.retentionDays).toBeGreaterThanOrEqual(before.retentionDays);
  expect(number(after?.restoreHoursMax)).toBeLessThanOrEqual(before.restoreHoursMax);
  expect(after?.attributes).toEqual(expect.arrayContaining(before.attributes));
}

function expectPlanKept(after: readonly ApprovalStage[], before: readonly ApprovalStage[]): void {
  for (const asked of before) {
    const same = after.find(({ groups }) => groups.join() === asked.groups.join());
    expect(same?.quorum).toBeGreaterThanOrEqual(asked.quorum);
    expect(same?.deadlineHours).toBeLessThanOrEqual(asked.deadlineHours);
    expect(same?.distinctFrom ?? []).toEqual(expect.arrayContaining(asked.distinctFrom ?? []));
    expect(same?.attributes ?? []).toEqual(expect.arrayContaining(asked.attributes ?? []));
    expect(asked.escalateTo ?? []).toEqual(expect.arrayContaining(same?.escalateTo ?? []));
    expect(same?.escalateTo?.length).not.toBe(0);
    expect(same?.onTimeout).toBe(same?.escalateTo && "escalate");
  }
}

describe("one pack more, wherever it is attached,", () => {
  test(`loosens neither an outcome nor a limit in ${propertyRuns} cases`, { timeout }, () => {
    const seen = new Set<string>();
    fc.assert(
      fc.property(around, body, (world, wish) => {
        const requester = { ...sampleSurroundings().requester, attributes: world.attributes };
        const state = { ...sampleSurroundings().state, recipientDevices: world.devices };
        const under = (catalog: Catalog) => decide(wish, sampleSurroundings({ catalog, requester, state }));
        const [before, after] = [under(catalogOf(world, [])), under(catalogOf(world, world.adds))];
        seen.add(`${before.outcome} ${after.outcome}`);
        expect(strictness[after.outcome]).toBeGreaterThanOrEqual(strictness[before.outcome]);
        expect(after.effective.lifetimeHours).toBeLessThanOrEqual(before.effective.lifetimeHours);
        expect(after.effective.lifetimeHoursMax).toBeLessThanOrEqual(before.effective.lifetimeHoursMax);
        expect(after.effective.quota.limit).toBeLessThanOrEqual(before.effective.quota.limit);
        expect(before.effective.deliveries).toEqual(expect.arrayContaining(after.effective.deliveries));
        expectNoLooser(after.effective.handling, before.effective.handling);
        if (after.outcome !== "deny") expectPlanKept(after.effective.approvalPlan, before.effective.approvalPlan);
      }),
      { numRuns: propertyRuns },
    );
    // The cases do reach what the test is about.
    expect([...seen]).toEqual(
      expect.arrayContaining(["auto auto", "auto needs_approval", "auto deny", "needs_approval needs_approval"]),
    );
  });

  test("loosens neither what a reveal demands nor when a session ends", { timeout }, () => {
    fc.assert(
      fc.property(around, body, (world, { team, environment, template, classification }) => {
        const [before, after] = [catalogOf(world, []), catalogOf(world, world.adds)];
        const place = { team, environment, template, classification };
        const [was, is] = [handlingOfPlace(before, place), handlingOfPlace(after, place)];
        if (was.sealing === "strict") expect(is.sealing).toBe("strict");
        expect(number(is.revealMaxAgeSeconds)).toBeLessThanOrEqual(number(was.revealMaxAgeSeconds));
        expect(is.attributes).toEqual(expect.arrayContaining(was.attributes));
        const actor = { memberships: [{ team, lead: false }], platformRoles: [] };
        expect(number(sessionIdleMinutes(after, actor))).toBeLessThanOrEqual(number(sessionIdleMinutes(before, actor)));
      }),
      { numRuns: propertyRuns },
    );
  });

  test("demands of a reveal at least what the decision on the same place did", { timeout }, () => {
    fc.assert(
      fc.property(around, body, (world, wish) => {
        const catalog = catalogOf(world, world.adds);
        const { handling } = decide(wish, sampleSurroundings({ catalog })).effective;
        const demanded = handlingOfPlace(catalog, wish);
        expect(demanded.attributes).toEqual(expect.arrayContaining(handling?.attributes ?? []));
      }),
      { numRuns: propertyRuns },
    );
  });
});
