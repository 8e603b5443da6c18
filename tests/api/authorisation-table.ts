import type { ErrorCode } from "#domain/errors/error-table.ts";

/**
 * What a caller is to the team of a thing. `owner` asked for it; `mate`, `lead` and `bot` are of its team; `stranger`,
 * `otherLead` and `otherBot` are of another one; the rest have a role over all teams, and `named` is of the platform and
 * named for emergencies, as `security` is.
 */
export const roles = [
  "owner",
  "mate",
  "lead",
  "bot",
  "stranger",
  "otherLead",
  "otherBot",
  "platform",
  "named",
  "security",
  "auditor",
  "admin",
] as const;
export type Role = (typeof roles)[number];

/** How a call with the right scope is to be answered. */
export type Outcome = "ok" | ErrorCode;

/** Roles by outcome; who stands nowhere gets `otherwise`. */
export interface AuthorisationRow {
  readonly otherwise: Outcome;
  readonly roles: Readonly<Record<Role, Outcome>>;
}

const team: readonly Role[] = ["owner", "mate", "lead", "bot"];
const people: readonly Role[] = ["owner", "mate", "lead"];
const platform: readonly Role[] = ["platform", "named", "admin"];
const everyRole: readonly Role[] = [...platform, "security", "auditor"];

function row(otherwise: Outcome, given: Partial<Record<Outcome, readonly Role[]>> = {}): AuthorisationRow {
  const entries = Object.entries(given) as [Outcome, readonly Role[]][];
  const outcomeOf = (role: Role) => entries.find(([, some]) => some.includes(role))?.[0] ?? otherwise;
  return {
    otherwise,
    roles: Object.fromEntries(roles.map((role) => [role, outcomeOf(role)])) as Record<Role, Outcome>,
  };
}

const everybody = row("ok");
/** Whoever may see the thing sees it. */
const whoSees = row("not_found", { ok: [...team, ...everyRole] });
/** Some of those who see the thing may do it; the others of them are told so. */
const only = (...some: readonly Role[]) =>
  row("not_found", { ok: some, forbidden: [...team, ...everyRole].filter((role) => !some.includes(role)) });
/** Some may, and everybody else is told so: what it is about is no team's. */
const roleOnly = (...some: readonly Role[]) => row("forbidden", { ok: some });
/** What only the platform's roles see, and some of them may do. */
const hidden = (...some: readonly Role[]) =>
  row("not_found", { ok: some, forbidden: everyRole.filter((role) => !some.includes(role)) });

/** A service account asks for somebody of its own team. */
const asksFor = row("ok", { unknown_reference: ["otherBot"] });

const managers: readonly Role[] = ["lead", ...platform];

/** Only those see it who may change it. */
const managed = row("not_found", { ok: managers });

/** One row for each operation of the portal's origin that asks who calls. */
export const authorisationTable: Readonly<Record<string, AuthorisationRow>> = {
  listTemplates: everybody,
  showTemplate: everybody,
  // Whoever is not of the team is answered too: with a decision that denies.
  previewPolicy: asksFor,
  submitRequest: asksFor,
  listRequests: everybody,
  showRequest: whoSees,
  watchRequest: whoSees,
  withdrawRequest: only("owner", "lead"),
  decideRequest: row("not_found", {
    ok: ["platform", "named"],
    own_request: ["owner"],
    not_an_approver: ["mate", "lead", "bot", "otherBot", "security", "auditor", "admin"],
  }),
  acceptOffer: only("owner"),
  listQueueEntries: everybody,
  showQueueItem: whoSees,
  listResources: everybody,
  showResource: whoSees,
  rotateResource: only(...team),
  endDrain: only(...team),
  restoreResource: only(...people),
  extendResource: only(...team, ...platform),
  releaseResource: only(...team, ...platform),
  decideDrift: only(...team, ...platform),
  listOrphans: roleOnly(...everyRole),
  decideOrphan: hidden(...platform),
  takeOverResource: only(...people),
  createLease: only(...team),
  listLeases: whoSees,
  showLease: whoSees,
  renewLease: only("owner"),
  releaseLease: only(...team, ...platform, "security"),
  breakGlass: only("named", "security"),
  listEmergencies: everybody,
  confirmBreakGlass: only("security"),
  endBreakGlass: only("owner", "platform", "named", "security", "admin"),
  reviewBreakGlass: row("not_found", {
    ok: ["security"],
    not_an_approver: ["bot", "otherBot"],
    forbidden: ["owner", "mate", "lead", "platform", "named", "auditor", "admin"],
  }),
  showGrant: whoSees,
  listServiceAccounts: everybody,
  createServiceAccount: roleOnly(...managers),
  showServiceAccount: whoSees,
  revokeServiceAccount: only(...managers),
  listTokens: whoSees,
  createToken: only(...managers),
  revokeToken: only(...managers),
  listTrustRules: everybody,
  createTrustRule: only(...managers),
  showTrustRule: whoSees,
  revokeTrustRule: only(...managers),
  testTrustRule: everybody,
  listWebhooks: everybody,
  createWebhook: roleOnly(...managers),
  showWebhook: managed,
  updateWebhook: managed,
  rotateWebhookKey: managed,
  disableWebhook: managed,
  enableWebhook: managed,
  testWebhook: managed,
  removeWebhook: managed,
  listWebhookDeliveries: managed,
  resendWebhookDelivery: managed,
  confirmChatLink: row("forbidden"),
  endChatLink: everybody,
  listNotifications: everybody,
  countUnread: everybody,
  readNotification: row("not_found", { ok: ["owner"] }),
  readAllNotifications: everybody,
  listNotificationChoices: everybody,
  chooseNotifications: everybody,
  listDeliveries: roleOnly(...everyRole),
  resendDelivery: roleOnly(...platform),
  listOperations: roleOnly(...everyRole),
  listBackendHealth: roleOnly(...everyRole),
  retryOperation: roleOnly(...platform),
  undoOperation: roleOnly(...platform),
  handOverOperation: roleOnly(...platform),
  proposeClosure: roleOnly("platform", "named", "security"),
  confirmClosure: roleOnly("named", "security"),
  pauseBackend: roleOnly(...platform),
  resumeBackend: roleOnly(...platform),
  listPeople: roleOnly("admin", "security", "auditor"),
  deactivatePerson: roleOnly("admin", "security"),
  reactivatePerson: roleOnly("admin", "security"),
  listCheckpoints: roleOnly("admin", "security", "auditor"),
};
