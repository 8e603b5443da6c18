import { newTrustRuleExample } from "#domain/contracts/examples/trust-rule-example.ts";

const digest = "sha256:413c13122b60b4416096506200589c716116892ce7487de882d7e74e563e0ec8";
const publicKey = "BGsX0fLhLEJH-Lzm5WOkQPJ3A32BLeszoPShOUXYmMKWT-NC4v4af5uO5-tKfA-eFivOM1drMV7Oy7ZAaDe_UfU";
const submit = {
  template: "postgres-small",
  name: "orders",
  team: "payments",
  environment: "dev",
  classification: "internal",
  purpose: "Order service, first prototype",
};

/** An identity token of a CI job, not signed by anybody. */
const workloadToken =
  "eyJhbGciOiJSUzI1NiIsInR5cCI6IkpXVCJ9.eyJpc3MiOiJodHRwczovL3Rva2VuLmFjdGlvbnMuZ2l0aHVidXNlcmNvbnRlbnQuY29tIiwic3ViIjoicmVwbzphY21lL29yZGVyczpyZWY6cmVmcy9oZWFkcy9tYWluIn0.c2lnbmF0dXJl";

/** A body of each operation that takes more than `{}`, by its id; a test holds each against the schema. */
export const bodyExamples: Readonly<Record<string, object>> = {
  previewPolicy: submit,
  submitRequest: submit,
  decideRequest: { verdict: "approve", comment: "Fine for a prototype.", digest },
  acceptOffer: { digest },
  rotateResource: { access: "owner" },
  extendResource: { lifetimeHours: 168, purpose: "The prototype is shown next week." },
  decideDrift: { action: "revert", digest },
  decideOrphan: { action: "quarantine", reason: "Nobody knows it." },
  createLease: { publicKey, ttlSeconds: 900, purpose: "Nightly migration" },
  renewLease: { ttlSeconds: 900 },
  breakGlass: { reason: "Orders are stuck and nobody of the team answers.", incident: "INC-1234", ttlMinutes: 30 },
  reviewBreakGlass: { verdict: "justified", comment: "The incident report agrees." },
  claimGrant: { publicKey },
  acknowledgeGrant: { mac: "3q2-7wAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA" },
  createServiceAccount: { team: "payments", name: "orders-bot", description: "Asks for databases." },
  createToken: {
    serviceAccount: "sa_01m8fbhagvtemne2t48hjbfpar",
    scopes: ["requests:read", "requests:write"],
    expiresInDays: 30,
  },
  createTrustRule: newTrustRuleExample,
  testTrustRule: {
    token: workloadToken,
  },
  confirmChatLink: { code: "k3v9-2m7q-x8wd" },
  createWebhook: {
    team: "payments",
    url: "https://hooks.example.com/latchkey",
    description: "Tells our deploy bot.",
    events: ["request.fulfilled", "resource.frozen"],
  },
  updateWebhook: { events: ["request.fulfilled"] },
  rotateWebhookKey: { overlapHours: 24 },
  exchangeToken: {
    grant_type: "urn:ietf:params:oauth:grant-type:token-exchange",
    subject_token: workloadToken,
    subject_token_type: "urn:ietf:params:oauth:token-type:jwt",
    scope: "leases:write",
  },
  chooseNotifications: { kind: "requests", channel: "email", wanted: false },
  resendDelivery: { notification: "ntf_01m8fbh6xfevz7t9dds97vj0ac", channel: "email" },
  handOverOperation: { to: "omar@example.com", note: "The firewall change is yours." },
  proposeClosure: { reason: "The cluster was switched off for good in October." },
  confirmClosure: { closure: "clo_01m8fbh6xfevz7t9dds97vj0ac", reason: "Seen with my own eyes: it is gone." },
  pauseBackend: { reason: "Upgrade to PostgreSQL 18 until noon." },
  resumeBackend: { reason: "The upgrade is done." },
  deactivatePerson: { reason: "Left the company." },
};
