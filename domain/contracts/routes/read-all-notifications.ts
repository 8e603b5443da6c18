import { z } from "zod";
import { unreadCountSchema } from "#domain/contracts/notification.ts";
import type { RouteContract } from "#domain/contracts/routes/route-contract.ts";

/** `POST /notifications/read-all`: marks the whole inbox of the caller as read. */
export const readAllNotificationsRoute = {
  id: "readAllNotifications",
  method: "POST",
  base: "api",
  path: "/notifications/read-all",
  summary: "Mark all my notifications as read",
  description: "Marks the whole inbox of the caller as read.",
  tag: "Notifications",
  scope: "notifications:write",
  params: null,
  query: z.strictObject({}),
  body: z.strictObject({}),
  headers: [],
  answer: {
    status: 200,
    description: "How much is unread now.",
    mediaType: "application/json",
    schema: unreadCountSchema,
  },
  errors: [],
} as const satisfies RouteContract;
