import { deliveryListQuerySchema, deliveryListSchema } from "#domain/contracts/notification.ts";
import type { RouteContract } from "#domain/contracts/routes/route-contract.ts";

/** `GET /deliveries`: what became of messages in each channel, for who keeps the platform. */
export const listDeliveriesRoute = {
  id: "listDeliveries",
  method: "GET",
  base: "api",
  path: "/deliveries",
  summary: "List deliveries",
  description:
    "For platform roles: what became of each message in each channel, newest first. Subjects and reasons, never what a message says.",
  tag: "Notifications",
  scope: "deliveries:read",
  params: null,
  query: deliveryListQuerySchema,
  body: null,
  headers: [],
  answer: {
    status: 200,
    description: "Deliveries, newest first.",
    mediaType: "application/json",
    schema: deliveryListSchema,
  },
  errors: ["forbidden"],
} as const satisfies RouteContract;
