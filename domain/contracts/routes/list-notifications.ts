import { notificationListQuerySchema, notificationListSchema } from "#domain/contracts/notification.ts";
import type { RouteContract } from "#domain/contracts/routes/route-contract.ts";

/** `GET /notifications`: the inbox of the caller, one page per cursor. */
export const listNotificationsRoute = {
  id: "listNotifications",
  method: "GET",
  base: "api",
  path: "/notifications",
  summary: "List my notifications",
  description: "What the caller was told, in the words of every other channel, newest first.",
  tag: "Notifications",
  scope: "notifications:read",
  params: null,
  query: notificationListQuerySchema,
  body: null,
  headers: [],
  answer: {
    status: 200,
    description: "Messages to the caller, newest first.",
    mediaType: "application/json",
    schema: notificationListSchema,
  },
  errors: [],
} as const satisfies RouteContract;
