import fc from "fast-check";
import type { Catalog } from "#domain/catalog/catalog.ts";
import { classifications, type Classification } from "#domain/catalog/classification.ts";
import type { Environment } from "#domain/catalog/environment.ts";
import { handlingFloors } from "#domain/catalog/handling-tier.ts";
import type { MatrixCell } from "#domain/catalog/matrix.ts";
import type { Quota } from "#domain/catalog/quota.ts";
import type { ApprovalStage, SealingMode } from "#domain/contracts/decision.ts";
import type { SubmitBody } from "#domain/contracts/request.ts";
import { randomPolicy } from "#tests/factories/random-policies.ts";
import {
  sampleCatalog,
  sampleCell,
  sampleEnvironment,
  sampleMatrix,
  sampleTemplate,
  sampleTier,
} from "#tests/factories/sample-catalog.ts";
import { sampleBody, type Surroundings } from "#tests/factories/sample-evaluation.ts";
import { samplePack } from "#tests/factories/sample-pack.ts";

const places = ["dev", "staging", "production"] as const;
const sizes = ["small", "medium", "large"] as const;
const teams = ["payments", "search"] as const;
const regions = ["local", "eu"] as const;
const now = new Date("2026-11-27T12:00:00Z");

/**
 * Some hundred of something, made once, to be combined at random: making a world costs more than a hundred decisions in it.
 * They are the same at every run, their combinations are not.
 */
const drawn = <T>(arbitrary: fc.Arbitrary<T>, count = 200) =>
  fc.constantFrom(...fc.sample(arbitrary, { numRuns: count, seed: 11 }));

/** Worlds in which everything is refused prove little: most of each is as it is granted. */
const mostly = <T>(usual: T, other: fc.Arbitrary<T>, weight = 8): fc.Arbitrary<T> =>
  fc.oneof({ weight, arbitrary: fc.constant(usual) }, { weight: 1, arbitrary: other });

const hours = fc.integer({ min: 1, max: 9000 });
const manyHours = fc.integer({ min: 200, max: 9000 });
const stage: fc.Arbitrary<ApprovalStage> = fc.record({
  groups: fc.oneof(
    {
      weight: 20,
      arbitrary: fc.uniqueArray(fc.constantFrom<string[]>("platform", "security", "team-leads"), {
        minLength: 1,
        maxLength: 2,
      }),
    },
    fc.constant<string[]>([]),
  ),
  quorum: fc.integer({ min: 1, max: 3 }),
  deadlineHours: fc.integer({ min: 1, max: 100 }),
});
const approval = mostly(null, fc.option(fc.array(stage, { minLength: 1, maxLength: 2 })), 2);
const cell = fc
  .record({
    lifetimeHoursMax: mostly(null, fc.option(hours)),
    approval,
    regions: mostly(null, fc.option(fc.subarray([...regions]))),
  })
  .map(({ approval: stages, ...limits }) =>
    sampleCell({ ...limits, outcome: stages === null ? "auto" : "needs_approval", approval: stages ?? [] }),
  );
const row = fc
  .tuple(
    ...classifications.map((id) => fc.tuple(fc.constant(id), cell)),
    mostly(null, fc.constantFrom(...classifications)),
  )
  .map((all) => {
    const [empty, ...cells] = [all.at(-1), ...all.slice(0, -1)] as [
      Classification | null,
      ...[Classification, MatrixCell][],
    ];
    return Object.fromEntries(cells.filter(([id]) => id !== empty));
  });

const freezeWindow = fc.constantFrom("2026-11-28T00:00:00Z", "2026-11-27T00:00:00Z").map((until) => ({
  id: "freeze",
  title: "Freeze",
  from: new Date("2026-11-26T00:00:00Z"),
  until: new Date(until),
  approval: [{ groups: ["platform"], quorum: 1, deadlineHours: 24 }],
}));

/** An environment of any limits, frozen now and then. */
export const randomEnvironment = (id: string): fc.Arbitrary<Environment> =>
  fc
    .record({
      lifetimeHoursMax: mostly(8760, hours),
      sizeMax: mostly("large", fc.constantFrom<string[]>(...sizes)),
      approval,
      deliveries: mostly(["reveal"], fc.constant<string[]>([]), 20),
      claimWindowHours: fc.integer({ min: 1, max: 100 }),
      classifications: mostly([...classifications], fc.subarray([...classifications])),
      freezeWindows: fc.oneof(
        { weight: 3, arbitrary: fc.constant([]) },
        freezeWindow.map((window) => [window]),
      ),
    })
    .map((change) => sampleEnvironment(id, change));

const template = fc
  .record({
    quotaPerTeam: mostly(10, fc.integer({ min: 0, max: 5 })),
    environments: mostly([...places], fc.subarray<string>([...places], { minLength: 1 })),
    classifications: mostly([...classifications], fc.subarray([...classifications], { minLength: 1 })),
    lifetimeHours: fc.record({
      default: mostly(24, hours),
      max: mostly(8760, hours),
      maxByEnvironment: mostly({}, fc.dictionary(fc.constantFrom(...places), manyHours)),
    }),
    priced: fc.boolean(),
  })
  .map(({ priced, ...change }) => {
    const rates = { small: 9, medium: 22, large: 60 } as Record<string, number>;
    const all = sampleTemplate().sizes.map((size) => ({
      ...size,
      monthlyCost: priced ? { amount: rates[size.id] ?? 0, currency: "USD" } : null,
    }));
    return sampleTemplate({ ...change, sizes: all });
  });

const tier = (id: Classification) =>
  fc
    .record({
      mayApprove: mostly(null, fc.option(fc.subarray(["platform", "security", "team-leads"]))),
      sealing: mostly(handlingFloors[id].sealing, fc.constant<SealingMode>("strict")),
      rotationDays: fc.option(fc.integer({ min: 1, max: 400 })),
      retentionDays: fc.integer({ min: 1, max: 3000 }),
    })
    .map((change) => sampleTier(id, change));

/** Names of the back ends that there may be; the first serves every environment. */
export const backendNames = ["embedded-postgres", "second"] as const;

const backends = fc
  .record({ environments: fc.subarray([...places]), regions: fc.subarray([...regions]) })
  .map((second) => {
    const [first] = [...sampleCatalog().backends.values()];
    if (first === undefined) throw new Error("The sample catalog has a back end.");
    return new Map([first, { ...first, name: "second", ...second }].map((item) => [item.name, item]));
  });

const quota = fc.record({
  scope: fc.record({
    team: fc.option(fc.constantFrom(...teams)),
    environment: fc.option(fc.constantFrom(...places)),
    template: fc.option(fc.constant("postgres-small")),
  }),
  measure: fc.constantFrom("count" as const, "units" as const, "monthlyCost" as const),
  limit: mostly(200, fc.integer({ min: 0, max: 120 }), 2),
});
const quotas = fc
  .array(quota, { maxLength: 3 })
  .map((all): Quota[] => all.map((one, at) => ({ ...one, id: `quota-${at}` })));

const pack = fc
  .tuple(randomPolicy("pack.one"), randomPolicy("pack.two"))
  .map((rules) => samplePack(rules, { id: "pack" }));
const attachment = fc.record({
  pack: fc.constant("pack"),
  teams: fc.subarray([...teams]),
  templates: fc.subarray(["postgres-small"]),
  environments: fc.subarray([...places]),
});

const policyIds = ["own.one", "own.two", "own.three"] as const;
const policies = fc
  .tuple(fc.nat({ max: policyIds.length }), ...policyIds.map((id) => randomPolicy(id)))
  .map(([count, ...all]) => new Map(all.slice(0, count).map((policy) => [policy.id, policy])));

const catalog: fc.Arbitrary<Catalog> = fc
  .record({
    matrix: drawn(fc.record({ dev: row, staging: row, production: row }).map((cells) => sampleMatrix({ cells }))),
    offer: drawn(template),
    tiers: drawn(fc.tuple(...classifications.map(tier)).map((all) => new Map(all.map((item) => [item.id, item])))),
    environments: fc.tuple(...places.map((id) => drawn(randomEnvironment(id)))),
    factors: drawn(fc.dictionary(fc.constantFrom(...places), fc.constantFrom(1, 2)), 20),
    attachments: drawn(fc.array(attachment, { maxLength: 1 }), 40),
    packs: drawn(pack.map((item) => new Map([[item.id, item]]))),
    backends: drawn(backends, 40),
    quotas: drawn(quotas),
    policies: drawn(policies, 400),
  })
  .map(({ matrix, offer, environments, factors, ...rest }) =>
    sampleCatalog({
      ...rest,
      matrices: new Map([["sample", matrix]]),
      templates: new Map([[offer.id, offer]]),
      environments: new Map(environments.map((item) => [item.id, item])),
      rates: { currency: "USD", factors },
    }),
  );

/** A body that names what there is, and asks for more than is granted now and then. */
export const randomBody: fc.Arbitrary<SubmitBody> = fc
  .record({
    name: mostly("free", fc.constantFrom("orders", "orders-2", "postgres", "abcdefghijklmnopqrstuvwxy"), 4),
    team: fc.constantFrom(...teams),
    environment: fc.constantFrom(...places),
    classification: fc.constantFrom(...classifications),
    lifetimeHours: fc.option(fc.oneof(fc.integer({ min: 1, max: 200 }), hours), { nil: undefined }),
    parameters: fc.option(fc.record({ size: fc.constantFrom(...sizes) }), { nil: undefined }),
  })
  .map((change) => sampleBody(change));

/** What the ledger holds, from which the state of any body follows. */
const held = fc.record({
  names: fc.uniqueArray(fc.constantFrom<string[]>("orders", "orders-2", "orders-3", "abcdefghijklmnopqrstuvw-2")),
  count: mostly(0, fc.integer({ min: 0, max: 6 }), 2),
  devices: fc.nat({ max: 2 }),
  disconnected: mostly([], fc.subarray<string>([...backendNames, "of another type"])),
  quotas: fc.dictionary(fc.constantFrom("quota-0", "quota-1", "quota-2"), fc.nat({ max: 130 })),
});

const requester = fc.record({
  principalId: fc.constant("dana"),
  kind: mostly<"user" | "service_account">("user", fc.constant("service_account"), 5),
  teams: mostly([...teams], fc.subarray<string>([...teams])),
  platformRoles: fc.subarray(["platform" as const, "admin" as const]),
  attributes: fc.subarray(["us_person" as const]),
  onBehalfOf: mostly(
    null,
    fc.option(fc.subarray<string>([...teams]).map((of) => ({ principalId: "dana", teams: of, attributes: [] }))),
  ),
});

/** A catalog with every kind of guardrail, a ledger, and somebody who asks. */
export const randomWorld = fc.record({ catalog, held, requester });
export type RandomWorld = typeof randomWorld extends fc.Arbitrary<infer T> ? T : never;

/** Everything of an evaluation in a world but the body, whose name decides whether it is taken. */
export function surroundingsIn({ held: ledger, ...rest }: RandomWorld, name: string): Surroundings {
  const state = {
    holdingCount: ledger.count,
    nameTaken: ledger.names.includes(name),
    similarNames: ledger.names,
    disconnectedBackends: ledger.disconnected,
    recipientDevices: ledger.devices,
    held: ledger.quotas,
  };
  return { ...rest, state, now };
}
