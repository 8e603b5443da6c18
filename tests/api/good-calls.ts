import { subjectTokenTypes, tokenExchangeGrant } from "#domain/contracts/oauth-token.ts";
import { createClaimKey } from "#domain/credentials/create-claim-key.ts";
import { draftOf, membersOf, type ApiWorld, type TeamId } from "#tests/api/api-world.ts";
import { goodDrafts } from "#tests/factories/trust-rules.ts";
import { driftOf, type WorldThings } from "#tests/api/world-things.ts";

/** A call that succeeds: about a thing of the team that was made for it. */
export interface GoodCall {
  /** A persona that may make it. */
  readonly by: string;
  readonly id?: string;
  /** Path parameters besides. */
  readonly params?: Readonly<Record<string, string>>;
  readonly body?: Readonly<Record<string, unknown>>;
  readonly query?: Readonly<Record<string, string>>;
  /** Sent in place of a token. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** Makes a call that succeeds once. */
export type GoodCallMaker = (of: {
  readonly world: ApiWorld;
  readonly things: WorldThings;
  readonly team: TeamId;
}) => Promise<GoodCall>;

const { publicKey } = await createClaimKey();
const reason = "The cluster was given up for good.";
const owner = (team: TeamId) => membersOf[team].owner;

/** A call of somebody who may, about nothing. */
const plain =
  (by: string, rest: Partial<GoodCall> = {}): GoodCallMaker =>
  async () => ({ by, ...rest });

/** A call of the owner's about something of the team's. */
const owned =
  (make: (things: WorldThings, team: TeamId) => Promise<string>, body?: GoodCall["body"]): GoodCallMaker =>
  async ({ things, team }) => ({ by: owner(team), id: await make(things, team), body });

/** A call of a lead's about something of the team's. */
const led =
  (make: (things: WorldThings, team: TeamId) => Promise<string>, body?: GoodCall["body"]): GoodCallMaker =>
  async ({ things, team }) => ({ by: membersOf[team].lead, id: await make(things, team), body });

/** A call of somebody of the platform's about something of the team's. */
const tended =
  (
    by: string,
    make: (things: WorldThings, team: TeamId) => Promise<string>,
    body: GoodCall["body"] = {},
  ): GoodCallMaker =>
  async ({ things, team }) => ({ by, id: await make(things, team), body });

const draft: GoodCallMaker = async ({ things, team }) => ({
  by: owner(team),
  body: draftOf(team, { name: things.name(team) }),
});

/** One maker for each operation of the portal's origin that can succeed. */
export const goodCalls: Readonly<Record<string, GoodCallMaker>> = {
  listTemplates: plain("dana"),
  showTemplate: plain("dana", { id: "postgres-small" }),
  previewPolicy: draft,
  submitRequest: draft,
  listRequests: async ({ team }) => ({ by: owner(team), query: { team } }),
  showRequest: owned((things, team) => things.request(team)),
  watchRequest: async ({ world, team }) => ({ by: owner(team), id: world.requests[team] }),
  withdrawRequest: owned((things, team) => things.request(team)),
  decideRequest: async ({ things, team }) => {
    const { id, digest } = await things.pending(team);
    return { by: "priya", id, body: { verdict: "approve", comment: "Fine.", digest } };
  },
  acceptOffer: async ({ world, things, team }) => {
    const { id, digest } = await things.pending(team);
    const changes = [{ path: "/lifetimeHours", op: "=", value: 24 }];
    const body = { verdict: "counter", comment: "Shorter.", digest, changes };
    await world.call(`POST /api/v1/requests/${id}/decisions`, { as: "priya", body });
    return { by: owner(team), id, body: { digest } };
  },
  listQueueEntries: plain("priya"),
  showQueueItem: async ({ things, team }) => ({ by: "priya", id: (await things.pending(team)).id }),
  listResources: async ({ team }) => ({ by: owner(team), query: { team } }),
  showResource: owned((things, team) => things.resource(team)),
  rotateResource: owned((things, team) => things.resource(team)),
  endDrain: owned(async (things, team) => {
    const id = await things.resource(team);
    const drain_until = new Date(Date.now() + 3_600_000);
    await things.grant(team, { resource_id: id, state: "confirmed", drain_until });
    return id;
  }),
  restoreResource: owned((things, team) => {
    const later = new Date(Date.now() + 86_400_000).toISOString();
    return things.resource(team, { state: "frozen", restore_until: later, expires_at: later });
  }),
  extendResource: owned((things, team) => things.resource(team)),
  releaseResource: owned((things, team) => things.resource(team)),
  decideDrift: owned((things, team) => things.drifting(team), { action: "revert", digest: driftOf }),
  listOrphans: plain("priya"),
  decideOrphan: tended("priya", (things) => things.orphan(), { action: "quarantine", reason: "Nobody's." }),
  takeOverResource: owned((things, team) => things.resource(team, { owner_left_at: new Date().toISOString() })),
  createLease: owned((things, team) => things.resource(team), { publicKey, ttlSeconds: 300 }),
  listLeases: owned((things, team) => things.resource(team)),
  showLease: owned((things, team) => things.lease(team, things.ownerId(team))),
  renewLease: owned((things, team) => things.lease(team, things.ownerId(team)), { ttlSeconds: 600 }),
  releaseLease: owned((things, team) => things.lease(team, things.ownerId(team))),
  breakGlass: tended("omar", (things, team) => things.resource(team), { reason: "It is down.", incident: "INC-1" }),
  listEmergencies: plain("sam"),
  confirmBreakGlass: tended("sam", (things, team) => things.emergency(team, { state: "waiting" })),
  endBreakGlass: tended("omar", (things, team) => things.emergency(team)),
  reviewBreakGlass: tended("sam", (things, team) => things.emergency(team), { verdict: "justified", comment: "Yes." }),
  showGrant: owned((things, team) => things.grant(team)),
  listServiceAccounts: async ({ team }) => ({ by: owner(team), query: { team } }),
  createServiceAccount: async ({ things, team }) => ({
    by: membersOf[team].lead,
    body: { team, name: things.name(team), description: "Asks for databases." },
  }),
  showServiceAccount: owned((things, team) => things.account(team)),
  revokeServiceAccount: async ({ things, team }) => ({
    by: membersOf[team].lead,
    id: await things.account(team),
    body: {},
  }),
  listTokens: async ({ things, team }) => ({ by: owner(team), query: { serviceAccount: await things.account(team) } }),
  createToken: async ({ things, team }) => ({
    by: membersOf[team].lead,
    body: { serviceAccount: await things.account(team), scopes: ["requests:read"], expiresInDays: 30 },
  }),
  revokeToken: async ({ things, team }) => {
    const { id } = await things.token(await things.account(team), ["requests:read"]);
    return { by: membersOf[team].lead, id, body: {} };
  },
  listTrustRules: async ({ team }) => ({ by: owner(team), query: { team } }),
  createTrustRule: async ({ things, team }) => {
    const rule = {
      issuer: "github",
      claims: goodDrafts.github.claims,
      environments: ["dev"],
      scopes: ["requests:read"],
    };
    return { by: membersOf[team].lead, body: { serviceAccount: await things.account(team), ...rule } };
  },
  showTrustRule: owned((things, team) => things.trustRule(team)),
  revokeTrustRule: async ({ things, team }) => ({
    by: membersOf[team].lead,
    id: await things.trustRule(team),
    body: {},
  }),
  testTrustRule: plain("lee", { body: { claims: { sub: "repo:acme/orders:ref:refs/heads/main" }, issuer: "github" } }),
  listWebhooks: async ({ team }) => ({ by: membersOf[team].lead, query: { team } }),
  createWebhook: async ({ things, team }) => {
    await things.opener();
    const body = { team, url: "https://hooks.example.com/latchkey", events: ["request.fulfilled"] };
    return { by: membersOf[team].lead, body };
  },
  showWebhook: led((things, team) => things.webhook(team)),
  updateWebhook: led((things, team) => things.webhook(team), { description: "Tells the chat." }),
  rotateWebhookKey: led((things, team) => things.webhook(team), {}),
  disableWebhook: led((things, team) => things.webhook(team), {}),
  enableWebhook: led((things, team) => things.webhook(team, "disabled"), {}),
  testWebhook: led((things, team) => things.webhook(team), {}),
  removeWebhook: led((things, team) => things.webhook(team), {}),
  listWebhookDeliveries: led(async (things, team) => (await things.webhookDelivery(team)).id),
  resendWebhookDelivery: async ({ things, team }) => {
    const { id, delivery } = await things.webhookDelivery(team);
    return { by: membersOf[team].lead, id, params: { delivery }, body: {} };
  },
  confirmChatLink: async ({ world, things, team }) => {
    const code = await things.linkCode();
    return { by: owner(team), headers: await world.browser(owner(team)), body: { code } };
  },
  endChatLink: async ({ world, things, team }) => {
    const headers = await world.browser(owner(team));
    await world.call("POST /api/v1/chat-link", { headers, body: { code: await things.linkCode() } });
    return { by: owner(team), headers, body: {} };
  },
  listNotifications: plain("dana"),
  countUnread: plain("dana"),
  readNotification: async ({ things, team }) => ({
    by: owner(team),
    id: await things.notification(owner(team)),
    body: {},
  }),
  readAllNotifications: plain("dana", { body: {} }),
  listNotificationChoices: plain("dana"),
  chooseNotifications: plain("dana", { body: { kind: "requests", channel: "email", wanted: false } }),
  listDeliveries: plain("priya"),
  resendDelivery: async ({ things }) => ({
    by: "priya",
    body: { notification: await things.failedDelivery(), channel: "email" },
  }),
  listOperations: plain("priya"),
  listBackendHealth: plain("priya"),
  retryOperation: tended("priya", (things, team) => things.run(team)),
  undoOperation: tended("priya", (things, team) => things.run(team)),
  handOverOperation: tended("priya", (things, team) => things.run(team), { to: "omar@latchkey.test", note: "Yours." }),
  proposeClosure: tended("priya", (things, team) => things.run(team, "release", "revocation_unverified"), { reason }),
  confirmClosure: async ({ things, team }) => {
    const { id, closure } = await things.closure(team);
    return { by: "sam", id, body: { closure, reason } };
  },
  pauseBackend: tended("priya", (things) => things.pausedBackend(false), { reason: "It moves." }),
  resumeBackend: tended("priya", (things) => things.pausedBackend(true), { reason: "It has moved." }),
  listPeople: plain("rae"),
  deactivatePerson: tended("rae", (things) => things.person(), { reason: "Left." }),
  reactivatePerson: tended("rae", (things) => things.person(true)),
  listCheckpoints: plain("ava"),
  exchangeToken: async ({ things, team }) => {
    const trust_rule = await things.trustRule(team);
    const types = { grant_type: tokenExchangeGrant, subject_token_type: subjectTokenTypes[0] };
    return { by: "dana", body: { ...types, subject_token: await things.workloadToken(), trust_rule } };
  },
  showOpenapi: plain("dana"),
  showHealth: plain("dana"),
  showReadiness: plain("dana"),
};
