import { z } from "zod";
import { unreadCountSchema } from "#domain/contracts/notification.ts";
import type { RouteContract } from "#domain/contracts/routes/route-contract.ts";

/** `GET /notifications/unread`: how much of the inbox is unread; cheap enough to ask often. */
export const countUnreadRoute = {
  id: "countUnread",
  method: "GET",
  base: "api",
  path: "/notifications/unread",
  summary: "Count my unread notifications",
  description: "Cheap enough to ask often; counted up to 100.",
  tag: "Notifications",
  scope: "notifications:read",
  params: null,
  query: z.strictObject({}),
  body: null,
  headers: [],
  answer: {
    status: 200,
    description: "The number of unread messages, at most 100.",
    mediaType: "application/json",
    schema: unreadCountSchema,
  },
  errors: [],
} as const satisfies RouteContract;
