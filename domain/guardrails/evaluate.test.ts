import { describe, expect, test } from "vitest";
import type { Catalog } from "#domain/catalog/catalog.ts";
import type { Classification } from "#domain/catalog/classification.ts";
import type { Environment } from "#domain/catalog/environment.ts";
import type { MatrixCell } from "#domain/catalog/matrix.ts";
import { decisionSchema, type Decision } from "#domain/contracts/decision.ts";
import type { SubmitBody } from "#domain/contracts/request.ts";
import { bindingEntry } from "#domain/guardrails/binding-entry.ts";
import { evaluate } from "#domain/guardrails/evaluate.ts";
import { normaliseDraft } from "#domain/guardrails/normalise-draft.ts";
import { builtInRules, closingRules } from "#domain/guardrails/rule-set.ts";
import {
  sampleCatalog,
  sampleCell,
  sampleEnvironment,
  sampleMatrix,
  sampleTemplate,
} from "#tests/factories/sample-catalog.ts";
import {
  decide,
  emptyLedger,
  sampleBody,
  sampleSurroundings,
  type Surroundings,
} from "#tests/factories/sample-evaluation.ts";

const base = sampleSurroundings();
const stage = { groups: ["platform"], quorum: 1, deadlineHours: 72 };

const withEnvironment = (environment: Environment): Partial<Surroundings> => ({
  catalog: sampleCatalog({ environments: new Map(sampleCatalog().environments).set(environment.id, environment) }),
});
const asking = (approval: MatrixCell["approval"]) => sampleCell({ outcome: "needs_approval", approval });
const matrixWith = (row: Partial<Record<Classification, MatrixCell>>) => {
  const { cells } = sampleMatrix();
  return { matrices: new Map([["sample", sampleMatrix({ cells: { ...cells, dev: { ...cells.dev, ...row } } })]]) };
};
const withCell = (row: Partial<Record<Classification, MatrixCell>>): Partial<Surroundings> => ({
  catalog: sampleCatalog(matrixWith(row)),
});
const withCatalog = (change: Partial<Catalog>): Partial<Surroundings> => ({ catalog: sampleCatalog(change) });

interface Case {
  readonly title: string;
  readonly body?: Partial<SubmitBody>;
  readonly around?: Partial<Surroundings>;
  readonly outcome: Decision["outcome"];
  /** The rule that binds. */
  readonly rule?: string;
  readonly remedy?: unknown;
}

const person = base.requester;
const templates = (change: Parameters<typeof sampleTemplate>[0]) =>
  withCatalog({ templates: new Map([["postgres-small", sampleTemplate(change)]]) });

const cases: readonly Case[] = [
  { title: "grants dev and internal with the template's defaults", outcome: "auto" },
  { title: "grants staging", body: { environment: "staging" }, outcome: "auto" },
  {
    title: "asks the platform team for production",
    body: { environment: "production" },
    outcome: "needs_approval",
    rule: "approval.environment",
  },
  {
    title: "refuses a reserved name and offers one that is free",
    body: { name: "postgres" },
    outcome: "deny",
    rule: "name.allowed",
    remedy: { path: "/name", op: "=", value: "postgres-payments" },
  },
  {
    title: "refuses a name that is taken and offers the next",
    around: { state: { ...emptyLedger, holdingCount: 1, nameTaken: true, similarNames: ["orders", "orders-2"] } },
    outcome: "deny",
    rule: "name.unique",
    remedy: { path: "/name", op: "=", value: "orders-3" },
  },
  {
    title: "keeps the next name within 25 characters",
    body: { name: "abcdefghijklmnopqrstuvwxy" },
    around: { state: { ...emptyLedger, holdingCount: 1, nameTaken: true } },
    outcome: "deny",
    rule: "name.unique",
    remedy: { path: "/name", op: "=", value: "abcdefghijklmnopqrstuvw-2" },
  },
  {
    title: "refuses somebody of another team and offers their own",
    around: { requester: { ...person, teams: ["search"] } },
    outcome: "deny",
    rule: "requester.membership",
    remedy: { path: "/team", op: "in", value: ["search"] },
  },
  {
    title: "refuses somebody without a team",
    around: { requester: { ...person, teams: [], platformRoles: ["security", "auditor", "admin"] } },
    outcome: "deny",
    rule: "requester.membership",
  },
  {
    title: "lets the platform role ask for every team",
    around: { requester: { ...person, teams: [], platformRoles: ["platform"] } },
    outcome: "auto",
  },
  {
    title: "refuses a size over the environment's cap and offers the largest below",
    body: { parameters: { size: "large" } },
    outcome: "deny",
    rule: "size.cap",
    remedy: { path: "/parameters/size", op: "<=", value: "medium" },
  },
  {
    title: "refuses a size when the cap is not on the scale",
    around: withEnvironment(sampleEnvironment("dev", { sizeMax: "huge" })),
    outcome: "deny",
    rule: "size.cap",
  },
  {
    title: "refuses a lifetime over the environment's cap and offers the cap",
    body: { lifetimeHours: 721 },
    outcome: "deny",
    rule: "lifetime.cap",
    remedy: { path: "/lifetimeHours", op: "<=", value: 720 },
  },
  { title: "grants a lifetime at the cap", body: { lifetimeHours: 720 }, outcome: "auto" },
  {
    title: "refuses a lifetime over the classification's cap",
    body: { classification: "confidential", lifetimeHours: 101 },
    outcome: "deny",
    rule: "lifetime.cap",
    remedy: { path: "/lifetimeHours", op: "<=", value: 100 },
  },
  {
    title: "refuses a lifetime over the template's cap for the environment",
    body: { lifetimeHours: 49 },
    around: templates({ lifetimeHours: { default: 24, max: 8760, maxByEnvironment: { dev: 48 } } }),
    outcome: "deny",
    rule: "lifetime.cap",
    remedy: { path: "/lifetimeHours", op: "<=", value: 48 },
  },
  {
    title: "grants the last slot of the quota",
    around: { state: { ...emptyLedger, holdingCount: 99 } },
    outcome: "auto",
  },
  {
    title: "refuses when the quota is held",
    around: { state: { ...emptyLedger, holdingCount: 100 } },
    outcome: "deny",
    rule: "quota.team",
  },
  {
    title: "refuses every request of a template whose quota is zero",
    around: templates({ quotaPerTeam: 0 }),
    outcome: "deny",
    rule: "quota.team",
  },
  {
    title: "refuses an environment the template is not offered in, and offers those it is",
    around: templates({ environments: ["production", "staging"] }),
    outcome: "deny",
    rule: "template.offered",
    remedy: { path: "/environment", op: "in", value: ["staging", "production"] },
  },
  {
    title: "never offers a lower classification as a remedy",
    around: templates({ classifications: ["public"] }),
    outcome: "deny",
    rule: "template.offered",
  },
  {
    title: "refuses a classification the environment says nothing about",
    around: withEnvironment(sampleEnvironment("dev", { classifications: [] })),
    outcome: "deny",
    rule: "environment.classification",
    remedy: { path: "/environment", op: "in", value: ["staging", "production"] },
  },
  {
    title: "refuses restricted data without an enrolled device",
    body: { classification: "restricted" },
    outcome: "deny",
    rule: "classification.strict_mode",
    remedy: { path: "/device", op: "=", value: "enrol_device" },
  },
  {
    title: "refuses restricted data even where the environment takes it",
    body: { classification: "restricted" },
    around: withEnvironment(sampleEnvironment("dev", { classifications: ["restricted"] })),
    outcome: "deny",
    rule: "classification.strict_mode",
    remedy: { path: "/device", op: "=", value: "enrol_device" },
  },
  {
    title: "lets restricted data pass to who has enrolled a device, where the environment takes it",
    body: { classification: "restricted" },
    around: {
      ...withEnvironment(sampleEnvironment("dev", { classifications: ["restricted"] })),
      state: { ...emptyLedger, recipientDevices: 1 },
    },
    outcome: "auto",
  },
  {
    title: "asks for approval because of the classification alone",
    body: { classification: "confidential" },
    around: withCell({ confidential: asking([{ ...stage, groups: ["security"] }]) }),
    outcome: "needs_approval",
    rule: "matrix.cell",
  },
  {
    title: "refuses when the environment offers no delivery",
    around: withEnvironment(sampleEnvironment("dev", { deliveries: [] })),
    outcome: "deny",
    rule: "delivery.offered",
  },
  {
    title: "refuses a reveal to a service account that names nobody",
    around: { requester: { ...person, kind: "service_account" } },
    outcome: "deny",
    rule: "delivery.offered",
  },
  {
    title: "refuses what a service account asks for somebody of another team",
    around: {
      requester: {
        ...person,
        kind: "service_account",
        onBehalfOf: { principalId: "noor", teams: ["search"], attributes: [] },
      },
    },
    outcome: "deny",
    rule: "requester.membership",
  },
  {
    title: "grants a reveal that a service account asks for a person",
    around: {
      requester: {
        ...person,
        kind: "service_account",
        onBehalfOf: { principalId: "dana", teams: ["payments"], attributes: [] },
      },
    },
    outcome: "auto",
  },
  {
    title: "refuses when no back end serves the environment",
    around: withCatalog({ backends: new Map() }),
    outcome: "deny",
    rule: "backend.selection",
  },
  {
    title: "refuses approval by nobody instead of waiting for ever",
    body: { environment: "production" },
    around: withEnvironment(
      sampleEnvironment("production", { sizeMax: "large", approval: [{ ...stage, groups: [] }] }),
    ),
    outcome: "deny",
    rule: "approval.reachable",
  },
  {
    title: "refuses an approval without a stage",
    body: { environment: "production" },
    around: withEnvironment(sampleEnvironment("production", { sizeMax: "large", approval: [] })),
    outcome: "deny",
    rule: "approval.reachable",
  },
];

describe("evaluate", () => {
  test("stages of the environment do not stand in for those that the matrix leaves out", () => {
    const environments = new Map(sampleCatalog().environments).set(
      "dev",
      sampleEnvironment("dev", { approval: [stage] }),
    );
    const around = withCatalog({ environments, ...matrixWith({ internal: asking([]) }) });
    expect(bindingEntry(decide(sampleBody(), sampleSurroundings(around)))?.rule).toBe("approval.reachable");
  });

  test.each(cases)("$title", ({ body, around, outcome, rule, remedy }) => {
    const decision = decide(sampleBody(body), sampleSurroundings(around));
    expect(decisionSchema.parse(decision)).toEqual(decision);
    expect(decision.outcome).toBe(outcome);
    const binding = bindingEntry(decision);
    expect(binding?.rule).toBe(rule);
    expect(binding?.remedy).toEqual(remedy);
  });

  test("fills in the effective limits and the plan of a request that needs approval", () => {
    const decision = decide(
      sampleBody({ environment: "production" }),
      sampleSurroundings({ state: { ...emptyLedger, holdingCount: 7 } }),
    );
    const { setBy: _, ...limits } = decision.effective;
    expect(limits).toEqual({
      lifetimeHours: 168,
      lifetimeHoursMax: 8760,
      size: "small",
      deliveries: ["reveal"],
      approvalPlan: [stage],
      region: "local",
      backend: "embedded-postgres",
      claimWindowHours: 72,
      quota: { limit: 100, holding: 7 },
      handling: {
        sealing: "standard",
        revealMaxAgeSeconds: null,
        shownSeconds: 60,
        attributes: [],
        rotationDays: null,
        retentionDays: 365,
        restoreHoursMax: 168,
      },
      cost: null,
      allowances: [],
    });
  });

  test("says why a back end was picked, and picks by the catalog's order", () => {
    const [backend] = [...sampleCatalog().backends.values()];
    if (backend === undefined) throw new Error("The sample has a back end.");
    const second = { ...backend, name: "other", regions: ["eu-central"] };
    const catalog = sampleCatalog({
      backends: new Map([
        [second.name, second],
        [backend.name, backend],
      ]),
    });
    const decision = decide(sampleBody(), sampleSurroundings({ catalog }));
    expect(decision.effective).toMatchObject({ backend: "other", region: "eu-central" });
    expect(decision.trace.find((entry) => entry.rule === "backend.selection")?.message).toBe(
      "Built on other, region eu-central: the first of 2 in the catalog's order that serves postgres-database in dev.",
    );
  });

  test("names the cap that binds", () => {
    const messages = (body: Partial<SubmitBody>) =>
      decide(sampleBody(body)).trace.find((entry) => entry.rule === "lifetime.cap")?.message;
    expect(messages({ lifetimeHours: 9000 })).toBe(
      "A lifetime of 9,000 h (375 days) is too long: at most 720 h (30 days), set by the environment dev.",
    );
    expect(messages({ classification: "confidential", lifetimeHours: 30 })).toBe(
      "A lifetime of 30 h is allowed: at most 100 h, set by the matrix for confidential data in dev.",
    );
  });

  test("lists every finding, hard rules before environment, template and team", () => {
    const decision = decide(
      sampleBody({ name: "postgres", lifetimeHours: 9000 }),
      sampleSurroundings({ state: { ...emptyLedger, holdingCount: 100, nameTaken: true } }),
    );
    expect(decision.trace.filter((entry) => entry.result === "deny").map((entry) => entry.rule)).toEqual([
      "name.allowed",
      "name.unique",
      "lifetime.cap",
      "quota.team",
    ]);
    expect(decision.trace).toHaveLength(builtInRules.length + closingRules.length);
  });

  test("keeps no approval plan for what is denied", () => {
    const decision = decide(sampleBody({ environment: "production", lifetimeHours: 9000 }));
    expect(decision).toMatchObject({ outcome: "deny", effective: { approvalPlan: [] } });
  });

  test.each(["template", "environment", "team"] as const)("denies when the %s is gone from today's catalog", (key) => {
    const draft = { ...normaliseDraft(sampleBody(), base.catalog), [key]: "gone" };
    const decision = evaluate({ ...base, draft });
    expect(decision.outcome).toBe("deny");
    expect(decision.trace).toMatchObject([{ rule: "catalog.reference", message: `The catalog has no ${key} gone.` }]);
    expect(decision.effective).toMatchObject({ backend: null, deliveries: [], quota: { limit: 0 } });
  });

  test("denies when the stored parameters do not fit today's template", () => {
    const draft = { ...normaliseDraft(sampleBody(), base.catalog), parameters: { size: "tiny" } };
    const denied = evaluate({ ...base, draft }).trace.filter((entry) => entry.result === "deny");
    expect(denied.map((entry) => entry.rule)).toEqual(["parameters.valid", "size.cap"]);
  });

  test("the digest covers what the rules read, and not the instant", () => {
    const digest = (around: Partial<Surroundings>, body: Partial<SubmitBody> = {}) =>
      decide(sampleBody(body), sampleSurroundings(around)).inputDigest;
    const first = digest({});
    expect(first).toMatch(/^sha256:[0-9a-f]{64}$/);
    expect(digest({ now: new Date(0) })).toBe(first);
    const others = [
      digest({}, { name: "other" }),
      digest({ state: { ...emptyLedger, holdingCount: 1 } }),
      digest({ requester: { ...person, teams: ["payments", "search"] } }),
      digest(templates({ quotaPerTeam: 99 })),
      digest(withCatalog({ digest: "sha256:other" })),
      digest(withCatalog({ settings: { ...base.catalog.settings, reservedNames: [] } })),
    ];
    expect(new Set([first, ...others]).size).toBe(others.length + 1);
  });
});
