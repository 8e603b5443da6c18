import { z } from "zod";
import { queueItemSchema } from "#domain/contracts/queue.ts";
import { idParams } from "#domain/contracts/routes/id-params.ts";
import type { RouteContract } from "#domain/contracts/routes/route-contract.ts";

/** `GET /approvals/{id}`: what somebody should know before they decide on a request. */
export const showQueueItemRoute = {
  id: "showQueueItem",
  method: "GET",
  base: "api",
  path: "/approvals/{id}",
  summary: "Show what to know before deciding on a request",
  description:
    "What will be built, how it differs from what the template offers and from the team's last one, its risk.",
  tag: "Requests",
  scope: "requests:read",
  params: idParams,
  query: z.strictObject({}),
  body: null,
  headers: [],
  answer: {
    status: 200,
    description: "The request by its id, with all of that.",
    mediaType: "application/json",
    schema: queueItemSchema,
  },
  errors: ["not_found"],
} as const satisfies RouteContract;
