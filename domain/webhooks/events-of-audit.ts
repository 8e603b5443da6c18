import { z } from "zod";
import type { SentEventType } from "#domain/webhooks/webhook-event-types.ts";

/** What is read of an audit event: never its sentence, its comment or its reasons. */
export const toldAuditSchema = z.object({
  at: z.iso.datetime(),
  action: z.string(),
  object: z.string(),
  actor: z.object({ id: z.string(), name: z.string().nullable() }).nullable(),
  details: z.object({
    state: z.string().optional().catch(undefined),
    grantId: z.string().optional().catch(undefined),
    leases: z
      .array(z.object({ id: z.string(), state: z.string().optional() }))
      .optional()
      .catch(undefined),
  }),
});
export type ToldAudit = z.output<typeof toldAuditSchema>;

/** One event to be told: its kind, and which grant, leases or emergency access it is about beside the resource. */
export interface ToldEvent {
  readonly type: SentEventType;
  readonly grantId?: string;
  readonly leaseIds?: readonly string[];
  readonly emergencyId?: string;
}

const leasesPerEvent = 100;

/** Actions that are one event each. */
const plain = new Map<string, SentEventType>(
  Object.entries({
    "request.rejected": "request.rejected",
    "request.denied": "request.denied",
    "request.countered": "request.countered",
    "request.withdrawn": "request.withdrawn",
    "request.expired": "request.expired",
    "request.blocked": "request.blocked",
    "request.failed": "request.failed",
    "request.sent_back": "request.pending_approval",
    "resource.extended": "resource.extended",
    "resource.drift_found": "resource.drifted",
    "resource.frozen": "resource.frozen",
    "resource.blocked": "resource.blocked",
    "resource.destroyed": "resource.destroyed",
    "resource.closed_unproven": "resource.closed_unproven",
    "webhook.tested": "ping",
  } as const),
);

/** What a grant can come to. */
const ofGrants = new Map<string, SentEventType>(
  Object.entries({
    "grant.revealed": "grant.revealed",
    "grant.confirmed": "grant.confirmed",
    "grant.unconfirmed": "grant.unconfirmed",
    "grant.expired": "grant.expired",
    "grant.revoked": "grant.revoked",
    "grant.not_me": "grant.not_me",
  } as const),
);

/** What a lease can come to. */
const ofLeases = new Map<string, SentEventType>(
  Object.entries({
    "lease.made": "lease.active",
    "lease.renewed": "lease.renewed",
    "lease.released": "lease.released",
    "lease.failed": "lease.failed",
  } as const),
);

/** What emergency access can come to. */
const ofEmergencies = new Map<string, SentEventType>(
  Object.entries({
    "emergency.asked": "emergency.asked",
    "emergency.activated": "emergency.active",
    "emergency.ended": "emergency.ended",
  } as const),
);

/** Where a request has come to, of the actions that can lead to several states. */
const byState = new Map<string, SentEventType>(
  Object.entries({
    denied: "request.denied",
    pending_approval: "request.pending_approval",
    approved: "request.approved",
  } as const),
);

/**
 * Gives what an audit event means to those outside, in order; an action that is nobody's business outside means nothing.
 *
 * @param kind of the request that it is about, where there is one
 */
export function eventsOfAudit(audit: ToldAudit, kind: string | null): readonly ToldEvent[] {
  const { action, object, details } = audit;
  const id = object.slice(object.indexOf(":") + 1);
  const [alone, ofGrant, ofLease] = [plain.get(action), ofGrants.get(action), ofLeases.get(action)];
  const ofEmergency = ofEmergencies.get(action);
  if (alone) return [{ type: alone }];
  if (ofGrant) return [{ type: ofGrant, grantId: id }];
  if (ofLease) return [{ type: ofLease, leaseIds: [id] }];
  if (ofEmergency) return [{ type: ofEmergency, emergencyId: id }];
  const state = byState.get(details.state ?? "");
  const reached: readonly ToldEvent[] = state === undefined ? [] : [{ type: state }];
  const pending: readonly ToldEvent[] = details.grantId
    ? [{ type: "grant.pending" as const, grantId: details.grantId }]
    : [];
  switch (action) {
    case "request.submitted":
      return [{ type: "request.submitted" }, ...reached];
    case "request.approved":
      // A stage that was approved is no approval while another one waits.
      return details.state === "approved" ? reached : [];
    case "request.offer_accepted":
    case "request.decided_again":
      return reached;
    case "request.fulfilled":
      return [
        { type: "request.fulfilled" },
        ...(kind === "provision" ? [{ type: "resource.created" as const }] : []),
        ...pending,
      ];
    case "credential.rotated":
      return [{ type: "resource.rotated" }, ...pending];
    case "resource.restored":
      return [{ type: "resource.restored" }, ...pending];
    case "lease.ended":
      return aboutLeases("lease.ended", details.leases ?? []);
    case "lease.closed":
      return aboutLeases(
        "lease.expired",
        (details.leases ?? []).filter((lease) => lease.state === "expired"),
      );
    default:
      return [];
  }
}

/** One audit event may end thousands of leases; one message never names more than a hundred. */
function aboutLeases(type: SentEventType, leases: readonly { readonly id: string }[]): ToldEvent[] {
  const ids = leases.map((lease) => lease.id);
  return Array.from({ length: Math.ceil(ids.length / leasesPerEvent) }, (_, part) => ({
    type,
    leaseIds: ids.slice(part * leasesPerEvent, (part + 1) * leasesPerEvent),
  }));
}
