import { z } from "zod";
import { requestEventSchema } from "#domain/contracts/request.ts";
import { idParams } from "#domain/contracts/routes/id-params.ts";
import type { RouteContract } from "#domain/contracts/routes/route-contract.ts";

/** `GET /requests/{id}/events`: the history replayed, then live, as server-sent events. */
export const watchRequestRoute = {
  id: "watchRequest",
  method: "GET",
  base: "api",
  path: "/requests/{id}/events",
  summary: "Follow one request",
  description:
    "Server-sent events: `event` is the kind, `id` the event's id, `data` the event as JSON. The stream ends by " +
    "itself after 15 seconds at most; reconnect with `Last-Event-ID` and nothing is lost or sent twice.",
  tag: "Requests",
  scope: "requests:read",
  params: idParams,
  query: z.strictObject({}),
  body: null,
  headers: ["Last-Event-ID"],
  answer: {
    status: 200,
    description: "Events after `Last-Event-ID`, oldest first, then those that happen.",
    mediaType: "text/event-stream",
    schema: requestEventSchema,
  },
  errors: ["not_found"],
} as const satisfies RouteContract;
