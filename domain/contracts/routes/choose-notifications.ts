import { z } from "zod";
import { chooseBodySchema, notificationChoicesSchema } from "#domain/contracts/notification.ts";
import type { RouteContract } from "#domain/contracts/routes/route-contract.ts";

/** `POST /notifications/choices`: switches one kind of message on or off in one channel; the inbox keeps all of them. */
export const chooseNotificationsRoute = {
  id: "chooseNotifications",
  method: "POST",
  base: "api",
  path: "/notifications/choices",
  summary: "Choose what I am written to about",
  description:
    "One kind of message through one channel, on or off. The inbox keeps all of them, and alarms of security cannot be switched off.",
  tag: "Notifications",
  scope: "notifications:write",
  params: null,
  query: z.strictObject({}),
  body: chooseBodySchema,
  headers: [],
  answer: {
    status: 200,
    description: "Every choice as it stands now.",
    mediaType: "application/json",
    schema: notificationChoicesSchema,
  },
  errors: ["forbidden"],
} as const satisfies RouteContract;
