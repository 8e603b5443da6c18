import { z } from "zod";
import { notificationChoicesSchema } from "#domain/contracts/notification.ts";
import type { RouteContract } from "#domain/contracts/routes/route-contract.ts";

/** `GET /notifications/choices`: which kinds of message reach the caller through which channel. */
export const listNotificationChoicesRoute = {
  id: "listNotificationChoices",
  method: "GET",
  base: "api",
  path: "/notifications/choices",
  summary: "List what I am written to about",
  description:
    "Which kinds of message reach the caller through which channel, and which of that cannot be switched off.",
  tag: "Notifications",
  scope: "notifications:read",
  params: null,
  query: z.strictObject({}),
  body: null,
  headers: [],
  answer: {
    status: 200,
    description: "A choice for each kind and channel.",
    mediaType: "application/json",
    schema: notificationChoicesSchema,
  },
  errors: [],
} as const satisfies RouteContract;
