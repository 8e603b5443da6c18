import { queueQuerySchema, queueSchema } from "#domain/contracts/queue.ts";
import type { RouteContract } from "#domain/contracts/routes/route-contract.ts";

/** `GET /approvals`: what waits for the caller's decision, and nothing that they may not decide. */
export const listQueueEntriesRoute = {
  id: "listQueueEntries",
  method: "GET",
  base: "api",
  path: "/approvals",
  summary: "List what waits for your decision",
  description:
    "What the caller may decide now and nothing else, the riskiest first, then what has waited longest. A page can be shorter than `limit` though more follows: `nextCursor` alone says whether it does.",
  tag: "Requests",
  scope: "requests:read",
  params: null,
  query: queueQuerySchema,
  body: null,
  headers: [],
  answer: {
    status: 200,
    description: "The caller's queue: the riskiest first, then what has waited longest.",
    mediaType: "application/json",
    schema: queueSchema,
  },
  errors: [],
} as const satisfies RouteContract;
