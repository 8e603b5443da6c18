import { people, requestExample } from "#domain/contracts/examples/request-example.ts";
import type { BackendHealthView, OperationView } from "#domain/contracts/operation.ts";
import type { DeliveryView, NotificationView } from "#domain/contracts/notification.ts";
import type { KnownPersonView } from "#domain/contracts/person.ts";
import type { QueueEntry } from "#domain/contracts/queue.ts";
import type { ServiceAccountTokenView, ServiceAccountView } from "#domain/contracts/service-account.ts";

/** A service account with one token. */
export const serviceAccountExample: ServiceAccountView = {
  id: "sa_01m8fbhagvtemne2t48hjbfpar",
  name: "orders-bot",
  team: "payments",
  description: "Asks for databases.",
  state: "active",
  createdBy: people.lee,
  createdAt: "2026-11-27T20:35:48.379Z",
  revokedAt: null,
  lastUsedAt: "2026-11-27T21:04:00.000Z",
  liveTokens: 1,
};

/** What is known of that token. */
export const tokenExample: ServiceAccountTokenView = {
  id: "tok_01m8fbhapr3qxa6e4wbwczhq8x",
  serviceAccount: { id: serviceAccountExample.id, name: "orders-bot", team: "payments" },
  hint: "latchkey_sa_sHyD",
  scopes: ["requests:read", "requests:write"],
  state: "active",
  createdBy: people.lee,
  createdAt: "2026-11-27T20:35:48.566Z",
  expiresAt: "2026-12-27T20:35:48.566Z",
  lastUsedAt: null,
  revokedAt: null,
  trustRule: null,
  workload: null,
};

/** A request that waits for an approver. */
export const queueEntryExample: QueueEntry = {
  id: "req_01m8fbh6s7pp6fystgwtqc9879",
  revision: 1,
  digest: "sha256:413c13122b60b4416096506200589c716116892ce7487de882d7e74e563e0ec8",
  template: { ...requestExample.template, title: "Postgres, small" },
  name: "orders-prod",
  about: null,
  team: "payments",
  environment: "production",
  classification: "internal",
  purpose: "Order service, first prototype",
  lifetimeHours: 168,
  requester: people.dana,
  onBehalfOf: null,
  cost: { currency: "USD", monthly: 18, total: 4.14 },
  risk: { level: "low", reasons: ["it is for production"] },
  findings: [
    {
      rule: "approval.environment",
      result: "needs_approval",
      message: "Production needs approval: 1 of platform within 72 h (3 days).",
    },
  ],
  askedAt: "2026-11-27T20:35:44.465Z",
  dueAt: "2026-11-30T20:35:44.465Z",
  escalated: false,
  kind: null,
};

/** A run that waits for its back end. */
export const operationExample: OperationView = {
  id: "run_01m8fbh7b5n8m2k4j6h9g1f3ds",
  kind: "provision",
  name: "orders",
  team: "payments",
  environment: "dev",
  requestId: requestExample.id,
  resourceId: null,
  backend: "embedded-postgres",
  state: "waiting",
  blockedReason: "backend_unavailable",
  detail: "embedded-postgres does not answer. It goes on by itself once it does.",
  step: { name: "create-database", title: "Create the database", attempts: 3, counted: 0 },
  lastError: { code: "backend_unavailable", message: "The back end does not answer." },
  since: "2026-11-27T20:35:45.000Z",
  nextAt: "2026-11-27T20:37:45.000Z",
  holder: "none",
  needsSomebody: false,
  handover: null,
  closure: null,
  can: {
    retry: null,
    undo: null,
    handOver: null,
    propose: "Nothing is blocked for want of a proof.",
    confirm: "Nobody has proposed to close it.",
  },
};

/** A back end that does well. */
export const backendHealthExample: BackendHealthView = {
  name: "embedded-postgres",
  type: "postgres-database",
  environments: ["dev", "staging", "production"],
  connected: true,
  outage: null,
  pause: null,
  canary: null,
  canaryAt: null,
  waiting: 0,
  can: { pause: null, resume: "It is not paused." },
};

/** A message that asks something of its reader. */
export const notificationExample: NotificationView = {
  id: "ntf_01m8fbh6xfevz7t9dds97vj0ac",
  kind: "credentials",
  template: "grant-ready",
  subject: "orders is ready",
  lines: ["Your credential waits for you until 30 November."],
  link: "/requests/req_01m8fbh6xfevz7t9dds97vj0ac",
  extends: null,
  needsMe: true,
  settled: null,
  readAt: null,
  createdAt: "2026-11-27T20:35:46.400Z",
};

/** The same message by mail. */
export const deliveryExample: DeliveryView = {
  notification: notificationExample.id,
  channel: "email",
  recipient: people.dana,
  subject: "orders is ready",
  state: "sent",
  attempts: 1,
  reason: null,
  nextAt: null,
  sentAt: "2026-11-27T20:35:47.010Z",
  createdAt: "2026-11-27T20:35:46.400Z",
};

/** Somebody who is known here. */
export const knownPersonExample: KnownPersonView = {
  ...people.dana,
  teams: [{ id: "payments", lead: false }],
  roles: [],
  lastSignInAt: "2026-11-27T20:30:00.000Z",
  deactivatedAt: null,
  owns: 1,
  requests: 0,
  accountTokens: [],
  can: { deactivate: true, reactivate: false },
};
