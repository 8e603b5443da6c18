import type { Decision } from "#domain/contracts/decision.ts";
import type { GrantView } from "#domain/contracts/grant.ts";
import type { Person, RequestView } from "#domain/contracts/request.ts";
import type { TemplateView } from "#domain/contracts/template.ts";

const template = {
  id: "postgres-small",
  version: "postgres-small@sha256:ec58450a34457d64d57c46ae7bb6e0832c2fb968c3417db701136d116694882f",
};

/** People of the examples. */
export const people = {
  dana: { id: "prn_01m8fbh4rxcy50www5tczq9exg", name: "Dana", email: "dana@example.com" },
  lee: { id: "prn_01m8fbhaghhecehqkf696drn26", name: "Lee", email: "lee@example.com" },
} as const satisfies Record<string, Person>;

/** Each example is a document as the API answers it, shortened where it would go on for long. */
export const templateExample: TemplateView = {
  ...template,
  title: "Postgres, small",
  summary: "A database of your own for one service, ready in seconds.",
  resourceType: "postgres-database",
  maintainers: ["platform"],
  docs: null,
  environments: ["dev", "production"],
  connections: [
    { environment: "dev", connected: true, connect: null, paused: null },
    { environment: "production", connected: true, connect: null, paused: null },
  ],
  classifications: ["public", "internal"],
  lifetimeHours: { default: 168, max: 8760 },
  parameters: {
    type: "object",
    properties: { size: { type: "string", title: "Size", enum: ["small", "medium"], default: "small" } },
    additionalProperties: false,
  },
  sizes: [
    { id: "small", title: "Small", summary: "10 connections, 5 GB.", monthlyCost: { amount: 9, currency: "USD" } },
  ],
};

/** A decision that grants at once. */
export const decisionExample: Decision = {
  outcome: "auto",
  effective: {
    lifetimeHours: 168,
    lifetimeHoursMax: 720,
    size: "small",
    deliveries: ["reveal"],
    approvalPlan: [],
    region: "local",
    backend: "embedded-postgres",
    claimWindowHours: 72,
    quota: { limit: 100, holding: 0 },
    cost: { currency: "USD", monthly: 9, total: 2.07 },
  },
  trace: [
    {
      rule: "lifetime.cap",
      version: "1",
      pack: null,
      controls: [],
      result: "pass",
      message: "A lifetime of 168 h (7 days) is allowed: at most 720 h (30 days), set by the environment dev.",
    },
  ],
  inputDigest: "sha256:314ffd4222ddb146038229c4424bcf116e056fbde5e4d56f0f6b0aadd15302d3",
  evaluatorVersion: "2",
};

/** A credential that waits for its recipient. */
export const grantExample: GrantView = {
  id: "grt_4q1ysvr0z2m5c8kx7bnt9hd3ep6wafgj",
  url: "https://reveal.example.com/g/grt_4q1ysvr0z2m5c8kx7bnt9hd3ep6wafgj",
  state: "pending",
  recipient: { subject: "dana", email: "dana@example.com" },
  resourceId: "res_01m8fbh7a2v4s9q3k6e8r0t5wy",
  generation: 1,
  expiresAt: "2026-11-30T20:35:52.120Z",
  revealedAt: null,
  endedAt: null,
  access: "owner",
  draining: null,
  changedElsewhereAt: null,
  emergencyUntil: null,
};

/** A request that was granted at once and is built. */
export const requestExample: RequestView = {
  id: "req_01m8fbh6xfevz7t9dds97vj0ac",
  revision: 1,
  state: "fulfilled",
  blockedReason: null,
  blockedDetail: null,
  digest: "sha256:7e6415ff6edfd876eeb3bdc056d55708347230b579f52cb6cf100789b84a0770",
  template,
  name: "orders",
  team: "payments",
  environment: "dev",
  classification: "internal",
  purpose: "Order service, first prototype",
  lifetimeHours: 168,
  parameters: { size: "small" },
  delivery: "reveal",
  requester: people.dana,
  onBehalfOf: null,
  workload: null,
  decision: decisionExample,
  approval: null,
  counterOffer: null,
  becameStricter: null,
  resource: { id: "res_01m8fbh7a2v4s9q3k6e8r0t5wy", state: "active" },
  about: null,
  grants: [grantExample],
  createdAt: "2026-11-27T20:35:44.685Z",
};
