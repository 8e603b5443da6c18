import { requestListQuerySchema, requestListSchema } from "#domain/contracts/request.ts";
import type { RouteContract } from "#domain/contracts/routes/route-contract.ts";

/** `GET /requests`: newest first, one page per cursor. */
export const listRequestsRoute = {
  id: "listRequests",
  method: "GET",
  base: "api",
  path: "/requests",
  summary: "List requests",
  description:
    "Requests that the caller may see, newest first; `to_approve` lists what waits for the caller in the order of their queue.",
  tag: "Requests",
  scope: "requests:read",
  params: null,
  query: requestListQuerySchema,
  body: null,
  headers: [],
  answer: {
    status: 200,
    description: "Requests that the caller may see, newest first.",
    mediaType: "application/json",
    schema: requestListSchema,
  },
  errors: ["forbidden"],
} as const satisfies RouteContract;
