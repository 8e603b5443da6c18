import { people } from "#domain/contracts/examples/request-example.ts";
import type { WebhookDeliveryView, WebhookView } from "#domain/contracts/webhook.ts";

/** An endpoint that is told of two events. */
export const webhookExample: WebhookView = {
  id: "whk_01m8fbp0c4x6z8v1b3n5m7k9jh",
  team: "payments",
  url: "https://hooks.example.com/latchkey",
  description: "Tells our deploy bot.",
  events: ["request.fulfilled", "resource.frozen"],
  state: "active",
  disabledReason: null,
  failingSince: null,
  keys: [{ id: "whkey_01m8fbp0c4x6z8v1b3n5m7k9jh", createdAt: "2026-11-27T20:40:00.000Z", endsAt: null }],
  createdBy: people.lee,
  createdAt: "2026-11-27T20:40:00.000Z",
};

/** An event that arrived at the second attempt. */
export const webhookDeliveryExample: WebhookDeliveryView = {
  id: "whd_01m8fbq7d2f4g6h8j0k1l3m5np",
  event: { id: "evt_01m8fbq7d2f4g6h8j0k1l3m5np", type: "request.fulfilled", at: "2026-11-27T20:41:00.000Z" },
  state: "delivered",
  attempts: 2,
  lastAttempts: [
    { at: "2026-11-27T20:41:06.000Z", status: 204, reason: null, durationMs: 84 },
    { at: "2026-11-27T20:41:00.500Z", status: null, reason: "Nothing listens there.", durationMs: 12 },
  ],
  responseBody: null,
  nextAttemptAt: null,
  createdAt: "2026-11-27T20:41:00.200Z",
  deliveredAt: "2026-11-27T20:41:06.084Z",
};
