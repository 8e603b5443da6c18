import type { Policy, PolicyEffect } from "#domain/catalog/policy.ts";
import type { Catalog } from "#domain/catalog/catalog.ts";
import {
  withBackend,
  withCell,
  withEnvironment,
  withTemplate,
  type CatalogEdit,
} from "#tests/factories/catalog-edits.ts";
import { samplePack, samplePolicy } from "#tests/factories/sample-pack.ts";

/** What the edits below are stricter for. */
export const strictlyJudged = {
  template: "postgres-small",
  team: "payments",
  environment: "production",
  classification: "internal",
  lifetimeHours: 400,
  parameters: { size: "medium" },
} as const;

const place = { environment: "production", classification: "internal" } as const;
const stage = (group: string, quorum = 1) => ({ groups: [group], quorum, deadlineHours: 72 });
const platform = stage("platform");

function withPolicy(catalog: Catalog, effect: PolicyEffect, change: Partial<Policy> = {}): Catalog {
  const policy = samplePolicy({ id: "own.new", rank: "environment", effect, ...change, when: "true" });
  return { ...catalog, policies: new Map([...catalog.policies, [policy.id, policy]]) };
}

function withPack(catalog: Catalog, effect: PolicyEffect, teams: readonly string[]): Catalog {
  const pack = samplePack([samplePolicy({ id: "new-pack.rule", effect })], { id: "new-pack" });
  const attachment = { pack: pack.id, teams, templates: [], environments: [] };
  return {
    ...catalog,
    packs: new Map([...catalog.packs, [pack.id, pack]]),
    attachments: [...catalog.attachments, attachment],
  };
}

const freeze = (from: string) => ({
  id: "freeze",
  title: "Freeze",
  from: new Date(from),
  until: new Date("2199-01-01T00:00:00Z"),
  approval: [stage("admin")],
});

/** Edits that each judge `strictlyJudged` stricter than the shipped catalog, over every kind of guardrail. */
export const stricterEdits: readonly CatalogEdit[] = [
  {
    title: "a lifetime cap of the environment",
    edit: (c, n) => withEnvironment(c, "production", { lifetimeHoursMax: 100 + n }),
  },
  { title: "a lifetime cap of the cell", edit: (c, n) => withCell(c, place, { lifetimeHoursMax: 200 + n }) },
  {
    title: "a lifetime cap of the template there",
    edit: (c, n) =>
      withTemplate(c, "postgres-small", {
        lifetimeHours: { default: 24, max: 8760, maxByEnvironment: { production: 300 + n } },
      }),
  },
  { title: "a second person", edit: (c) => withEnvironment(c, "production", { approval: [stage("platform", 2)] }) },
  {
    title: "a second stage",
    edit: (c) => withEnvironment(c, "production", { approval: [platform, stage("security")] }),
  },
  { title: "another group in the cell", edit: (c) => withCell(c, place, { approval: [stage("security")] }) },
  { title: "an empty cell", edit: (c) => withCell(c, place, null) },
  {
    title: "a class that is not allowed there",
    edit: (c) => withEnvironment(c, "production", { classifications: ["public"] }),
  },
  {
    title: "a class that the template lost",
    edit: (c) => withTemplate(c, "postgres-small", { classifications: ["public"] }),
  },
  { title: "a size cap", edit: (c) => withEnvironment(c, "production", { sizeMax: "small" }) },
  {
    title: "a place that the template lost",
    edit: (c) => withTemplate(c, "postgres-small", { environments: ["dev"] }),
  },
  { title: "a quota of the team", edit: (c) => withTemplate(c, "postgres-small", { quotaPerTeam: 0 }) },
  {
    title: "a budget",
    edit: (c, n) => ({
      ...c,
      quotas: [
        {
          id: "new",
          scope: { team: "payments", environment: null, template: null },
          measure: "monthlyCost",
          limit: n % 40,
        },
      ],
    }),
  },
  {
    title: "a quota that a human may raise",
    edit: (c) => ({
      ...c,
      quotas: [
        {
          id: "new",
          scope: { team: null, environment: "production", template: null },
          measure: "units",
          limit: 1,
          raise: { limit: 100_000, approval: [stage("security")] },
        },
      ],
    }),
  },
  {
    title: "a freeze",
    edit: (c) => withEnvironment(c, "production", { freezeWindows: [freeze("2020-01-01T00:00:00Z")] }),
  },
  { title: "no delivery that is left", edit: (c) => withEnvironment(c, "production", { deliveries: [] }) },
  {
    title: "a shorter time to open it in",
    edit: (c, n) => withEnvironment(c, "production", { claimWindowHours: 1 + (n % 70) }),
  },
  { title: "a back end elsewhere", edit: (c, n) => withBackend(c, "embedded-postgres", { regions: [`eu-${n}`] }) },
  { title: "no back end there", edit: (c) => withBackend(c, "embedded-postgres", { environments: ["dev"] }) },
  { title: "a policy that denies", edit: (c) => withPolicy(c, { kind: "deny" }) },
  { title: "a policy that asks", edit: (c) => withPolicy(c, { kind: "approval", stages: [stage("security")] }) },
  { title: "a policy that caps", edit: (c, n) => withPolicy(c, { kind: "cap", cap: { lifetimeHours: 10 + n } }) },
  {
    title: "a pack that asks",
    edit: (c) => withPack(c, { kind: "approval", stages: [stage("security")] }, ["payments"]),
  },
  {
    title: "a pack that seals strictly",
    edit: (c) => withPack(c, { kind: "require", require: { sealing: "strict" } }, ["payments"]),
  },
  {
    title: "a pack for U.S. persons",
    edit: (c) => withPack(c, { kind: "require", require: { attributes: ["us_person"] } }, ["payments"]),
  },
];

/** Edits that judge it no stricter: looser, about something else, or of no consequence for what it got. */
export const looserEdits: readonly CatalogEdit[] = [
  { title: "a longer lifetime", edit: (c, n) => withEnvironment(c, "production", { lifetimeHoursMax: 8760 + n }) },
  {
    title: "a cap that it keeps within",
    edit: (c, n) => withEnvironment(c, "production", { lifetimeHoursMax: 400 + n }),
  },
  { title: "a larger size cap", edit: (c) => withEnvironment(c, "production", { sizeMax: "xlarge" }) },
  { title: "a size cap that it keeps within", edit: (c) => withEnvironment(c, "production", { sizeMax: "medium" }) },
  {
    title: "nobody to ask any more",
    edit: (c) =>
      withCell(withEnvironment(c, "production", { approval: null }), place, { outcome: "auto", approval: [] }),
  },
  {
    title: "one of more groups",
    edit: (c) => {
      const approval = [{ ...platform, groups: ["platform", "security"] }];
      return withCell(withEnvironment(c, "production", { approval }), place, { approval });
    },
  },
  {
    title: "another deadline",
    edit: (c, n) => {
      const approval = [{ ...platform, deadlineHours: 1 + n }];
      return withCell(withEnvironment(c, "production", { approval }), place, { approval });
    },
  },
  {
    title: "a longer time to open it in",
    edit: (c, n) => withEnvironment(c, "production", { claimWindowHours: 72 + n }),
  },
  {
    title: "a cap elsewhere",
    edit: (c, n) => withEnvironment(c, "dev", { lifetimeHoursMax: 1 + n, classifications: [] }),
  },
  { title: "another cell", edit: (c) => withCell(c, { ...place, classification: "restricted" }, null) },
  { title: "another template", edit: (c) => withTemplate(c, "redis-small", { environments: [], quotaPerTeam: 0 }) },
  {
    title: "a freeze that is to come",
    edit: (c) => withEnvironment(c, "production", { freezeWindows: [freeze("2198-01-01T00:00:00Z")] }),
  },
  { title: "another team's pack", edit: (c) => withPack(c, { kind: "deny" }, ["search"]) },
  { title: "a policy that warns", edit: (c) => withPolicy(c, { kind: "warn" }) },
  { title: "a policy that is tried in the shadow", edit: (c) => withPolicy(c, { kind: "deny" }, { mode: "shadow" }) },
  {
    title: "a policy with room for it",
    edit: (c, n) => withPolicy(c, { kind: "cap", cap: { lifetimeHours: 400 + n } }),
  },
  { title: "a policy that asks the same", edit: (c) => withPolicy(c, { kind: "approval", stages: [platform] }) },
  { title: "another price", edit: (c, n) => ({ ...c, rates: { ...c.rates, factors: { production: 1 + n } } }) },
  {
    title: "other words",
    edit: (c, n) => withTemplate(c, "postgres-small", { title: `Postgres ${n}`, summary: "Small." }),
  },
  {
    title: "other maintainers",
    edit: (c) => withTemplate(c, "postgres-small", { maintainers: ["omar@latchkey.test"] }),
  },
  { title: "another region beside", edit: (c) => withBackend(c, "embedded-postgres", { regions: ["local", "eu"] }) },
  {
    title: "a quota with room",
    edit: (c, n) => ({
      ...c,
      quotas: [
        {
          id: "new",
          scope: { team: "payments", environment: null, template: null },
          measure: "count",
          limit: 9000 + n,
        },
      ],
    }),
  },
  {
    title: "names that are taken from now on",
    edit: (c) => ({ ...c, settings: { ...c.settings, reservedNames: ["later"] } }),
  },
  { title: "another digest alone", edit: (c, n) => ({ ...c, digest: `sha256:${n}` }) },
  { title: "nothing", edit: (c) => ({ ...c }) },
];
