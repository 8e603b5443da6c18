import { noBreakGlass } from "#domain/catalog/break-glass.ts";
import type { Catalog } from "#domain/catalog/catalog.ts";
import { classifications, type Classification } from "#domain/catalog/classification.ts";
import type { Environment } from "#domain/catalog/environment.ts";
import { handlingFloors, type HandlingTier } from "#domain/catalog/handling-tier.ts";
import type { Matrix, MatrixCell } from "#domain/catalog/matrix.ts";
import type { TemplateDocument } from "#domain/catalog/template-document.ts";
import { templateFromDocument } from "#domain/catalog/template-from-document.ts";

const platformStage = { groups: ["platform"], quorum: 1, deadlineHours: 72 };

/** A template with two sizes, offered everywhere; `change` overrides any part of its document. */
export function sampleTemplate(change: Partial<TemplateDocument> = {}) {
  const size = (id: string, connectionLimit: number) => ({
    id,
    title: id,
    summary: `${connectionLimit} connections`,
    monthlyCost: null,
    spec: { connectionLimit },
  });
  const document: TemplateDocument = {
    id: "postgres-small",
    position: 10,
    title: "Postgres, small",
    summary: "A small database",
    resourceType: "postgres-database",
    maintainers: ["platform"],
    docs: null,
    sizes: [size("small", 10), size("medium", 20), size("large", 40)],
    parameters: {},
    requiredParameters: [],
    environments: ["dev", "staging", "production"],
    classifications: ["public", "internal", "confidential", "restricted"],
    deliveries: ["reveal"],
    lifetimeHours: { default: 168, max: 8760, maxByEnvironment: {} },
    claimWindowHours: 72,
    restoreWindowHours: 168,
    quotaPerTeam: 100,
    ...change,
  };
  return templateFromDocument(document);
}

/** An environment that asks nobody; `change` overrides any part. */
export function sampleEnvironment(id: string, change: Partial<Environment> = {}): Environment {
  return {
    id,
    title: `Environment ${id}`,
    summary: "For tests",
    lifetimeHoursMax: 720,
    sizeMax: "medium",
    deliveries: ["reveal"],
    claimWindowHours: 72,
    approval: null,
    regions: null,
    classifications: ["public", "internal", "confidential"],
    freezeWindows: [],
    approveMaxAgeMinutes: null,
    extendApproval: [{ groups: ["team-leads", "platform"], quorum: 1, deadlineHours: 72 }],
    destroyApproval: null,
    ...change,
  };
}

/** A cell that asks nobody; `change` overrides any part. */
export function sampleCell(change: Partial<MatrixCell> = {}): MatrixCell {
  return {
    outcome: "auto",
    approval: [],
    lifetimeHoursMax: null,
    deliveries: null,
    regions: null,
    decideInChat: false,
    ...change,
  };
}

/** A matrix of the sample template that asks nobody anywhere; confidential data stays for 100 hours at most. */
export function sampleMatrix(change: Partial<Matrix> = {}): Matrix {
  const row = {
    public: sampleCell(),
    internal: sampleCell(),
    confidential: sampleCell({ lifetimeHoursMax: 100 }),
    restricted: sampleCell(),
  };
  const cells = { dev: row, staging: row, production: row };
  return { id: "sample", title: "Sample", templates: ["postgres-small"], cells, ...change };
}

/** The row of the handling table of a class, as loose as it may be; `change` overrides any part. */
export function sampleTier(id: Classification, change: Partial<HandlingTier> = {}): HandlingTier {
  return {
    id,
    title: id,
    summary: "For tests",
    mayApprove: null,
    ...handlingFloors[id],
    deliveries: ["reveal"],
    shownSeconds: 60,
    rotationDays: null,
    retentionDays: 365,
    restoreHoursMax: 8760,
    ...change,
  };
}

/** Three environments, two teams with leads, one template, one back end: dev grants, production asks the platform. */
export function sampleCatalog(change: Partial<Catalog> = {}): Catalog {
  const template = sampleTemplate();
  const environments = [
    sampleEnvironment("dev"),
    sampleEnvironment("staging", { lifetimeHoursMax: 2160, sizeMax: "large" }),
    sampleEnvironment("production", { lifetimeHoursMax: 8760, sizeMax: "large", approval: [platformStage] }),
  ];
  const team = (id: string) => ({ id, name: `Team ${id}`, group: `team-${id}`, leadGroup: `team-${id}-leads` });
  const backend = {
    name: "embedded-postgres",
    type: "postgres-database",
    environments: ["dev", "staging", "production"],
    regions: ["local"],
    adminSecretFile: "secrets/target-admin-url",
    connect: null,
    settings: {},
  };
  return {
    digest: "sha256:sample",
    templates: new Map([[template.id, template]]),
    environments: new Map(environments.map((environment) => [environment.id, environment])),
    tiers: new Map(classifications.map((id) => [id, sampleTier(id)])),
    matrices: new Map([["sample", sampleMatrix()]]),
    policies: new Map(),
    packs: new Map(),
    attachments: [],
    quotas: [],
    rates: { currency: "USD", factors: {} },
    breakGlass: noBreakGlass,
    issuers: new Map(),
    personAttributes: { us_person: ["us-persons"] },
    teams: new Map([team("payments"), team("search")].map((item) => [item.id, item])),
    backends: new Map([[backend.name, backend]]),
    platformRoles: {
      platform: ["platform"],
      security: ["security"],
      auditor: ["auditors"],
      admin: ["latchkey-admins"],
    },
    settings: {
      sizeScale: ["small", "medium", "large"],
      reservedNames: ["postgres"],
      onEvaluatorError: platformStage,
    },
    ...change,
  };
}
