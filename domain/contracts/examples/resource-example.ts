import { grantExample, people, requestExample } from "#domain/contracts/examples/request-example.ts";
import type { EmergencyView } from "#domain/contracts/break-glass.ts";
import type { LeaseView } from "#domain/contracts/lease.ts";
import type { OrphanView } from "#domain/contracts/orphan.ts";
import type { ResourceDetailView, ResourceView } from "#domain/contracts/resource.ts";

const { id: requestId, template, name, team, environment, classification } = requestExample;
const place = { name, team, environment, classification };

/** A database in use. */
export const resourceExample: ResourceView = {
  id: grantExample.resourceId,
  requestId,
  type: "postgres-database",
  template,
  ...place,
  state: "active",
  blockedReason: null,
  closedUnproven: null,
  backend: "embedded-postgres",
  facts: { database: "payments_orders_dev", owner: "payments_orders_dev_g1" },
  owner: people.dana,
  ownerLeft: null,
  createdAt: "2026-11-27T20:35:44.901Z",
  readyAt: "2026-11-27T20:35:46.310Z",
  firstClaimAt: null,
  expiresAt: "2026-12-07T20:35:46.310Z",
  extensions: 0,
  frozenAt: null,
  pendingRequests: [],
  destroyedAt: null,
  reissue: null,
  accesses: ["owner", "read-only"],
  rotationDueAt: null,
  rotationAt: null,
  rotationOverdue: false,
  restoreUntil: null,
  usage: {
    connections: 2,
    connectedAt: "2026-11-27T21:00:00.000Z",
    connectedAfter: null,
    unusedSince: null,
    idle: false,
  },
  grants: [grantExample],
};

/** The same with how it is reached. */
export const resourceDetailExample: ResourceDetailView = {
  ...resourceExample,
  connection: {
    fields: [
      { name: "host", label: "Host", secret: false, value: "db.example.com" },
      { name: "password", label: "Password", secret: true, value: null },
    ],
    url: "postgresql://payments_orders_dev_g1:<password>@db.example.com:5432/payments_orders_dev?sslmode=require",
    file: null,
    snippets: [{ id: "env", title: ".env", text: 'DATABASE_URL="postgresql://payments_orders_dev_g1:<password>@…"' }],
  },
  inspection: {
    lookedAt: "2026-11-27T21:00:00.000Z",
    failure: null,
    measures: [{ label: "Size", value: 8_126_464, unit: "bytes", limit: 5_368_709_120 }],
    drift: null,
    adopted: [],
  },
};

/** A lease whose login is made. */
export const leaseExample: LeaseView = {
  leaseId: "lea_01m8fbjq3n7d2c5x8v0z6k4w1e",
  state: "active",
  resourceId: resourceExample.id,
  by: people.dana,
  onBehalfOf: null,
  workload: null,
  purpose: "Nightly migration",
  generation: 1,
  enc: "BHk7…",
  ciphertext: "mV2p…",
  sealedUntil: "2026-11-27T21:15:01.020Z",
  createdAt: "2026-11-27T21:00:00.410Z",
  expiresAt: "2026-11-27T21:15:01.020Z",
  renewableUntil: "2026-11-28T01:00:01.020Z",
  renewals: 0,
  endedAt: null,
  reason: null,
  can: { renew: true, release: true },
};

/** Emergency access that waits for a second person. */
export const emergencyExample: EmergencyView = {
  id: "bgl_01m8fbk0t4y6u8p2s5d7f9h1jn",
  state: "waiting",
  resource: { id: resourceExample.id, ...place },
  by: people.lee,
  reason: "Orders are stuck and nobody of the team answers.",
  incident: "INC-1234",
  ttlMinutes: 30,
  persons: 2,
  askedAt: "2026-11-27T22:00:00.000Z",
  confirmBy: "2026-11-27T22:15:00.000Z",
  second: null,
  activatedAt: null,
  until: null,
  endedAt: null,
  review: null,
  can: { confirm: false, end: true, review: false },
};

/** Something on a back end that nobody owns. */
export const orphanExample: OrphanView = {
  id: "orp_01m8fbm9c3w5r7t1y4q6a8z0xv",
  backend: "embedded-postgres",
  type: "postgres-database",
  resourceId: "res_01m7zzzzzzzzzzzzzzzzzzzzzz",
  why: "unknown",
  objects: [{ kind: "database", name: "payments_old_dev" }],
  state: "found",
  foundAt: "2026-11-27T20:00:00.000Z",
  seenAt: "2026-11-27T21:00:00.000Z",
  wanted: null,
  quarantinedAt: null,
  deleteAfter: null,
  endedAt: null,
  failure: null,
};
