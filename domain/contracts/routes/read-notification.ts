import { z } from "zod";
import { unreadCountSchema } from "#domain/contracts/notification.ts";
import { idParams } from "#domain/contracts/routes/id-params.ts";
import type { RouteContract } from "#domain/contracts/routes/route-contract.ts";

/** `POST /notifications/{id}/read`: marks one message of the caller as read; again changes nothing. */
export const readNotificationRoute = {
  id: "readNotification",
  method: "POST",
  base: "api",
  path: "/notifications/{id}/read",
  summary: "Mark a notification as read",
  description: "Marks one message of the caller as read; the same again changes nothing.",
  tag: "Notifications",
  scope: "notifications:write",
  params: idParams,
  query: z.strictObject({}),
  body: z.strictObject({}),
  headers: [],
  answer: {
    status: 200,
    description: "How much is unread now.",
    mediaType: "application/json",
    schema: unreadCountSchema,
  },
  errors: ["not_found"],
} as const satisfies RouteContract;
