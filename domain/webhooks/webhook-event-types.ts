/** Everything a webhook can tell, in the order of a thing's life. `ping` is sent by hand alone. */
export const webhookEventTypes = [
  "request.submitted",
  "request.pending_approval",
  "request.approved",
  "request.denied",
  "request.rejected",
  "request.countered",
  "request.withdrawn",
  "request.expired",
  "request.blocked",
  "request.fulfilled",
  "request.failed",
  "resource.created",
  "resource.extended",
  "resource.rotated",
  "resource.frozen",
  "resource.restored",
  "resource.blocked",
  "resource.destroyed",
  "grant.pending",
  "grant.revealed",
  "grant.confirmed",
  "grant.unconfirmed",
  "grant.expired",
  "grant.revoked",
  "grant.not_me",
  "lease.active",
  "lease.renewed",
  "lease.released",
  "lease.expired",
  "lease.ended",
  "lease.failed",
] as const;

/** One kind of event that an endpoint can choose. */
export type WebhookEventType = (typeof webhookEventTypes)[number];

/** What an endpoint can receive: what it chose, and a test. */
export type SentEventType = WebhookEventType | "ping";
