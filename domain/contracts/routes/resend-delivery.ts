import { z } from "zod";
import { deliverySchema, resendBodySchema } from "#domain/contracts/notification.ts";
import type { RouteContract } from "#domain/contracts/routes/route-contract.ts";

/** `POST /deliveries/resend`: tries a message that could not be delivered for another day. */
export const resendDeliveryRoute = {
  id: "resendDelivery",
  method: "POST",
  base: "api",
  path: "/deliveries/resend",
  summary: "Send a failed message again",
  description: "For platform roles: tries a message that could not be delivered for another day.",
  tag: "Notifications",
  scope: "deliveries:write",
  params: null,
  query: z.strictObject({}),
  body: resendBodySchema,
  headers: [],
  answer: {
    status: 200,
    description: "The delivery as it stands now.",
    mediaType: "application/json",
    schema: deliverySchema,
  },
  errors: ["forbidden", "not_found", "wrong_state"],
} as const satisfies RouteContract;
