import { operationListQuerySchema, operationListSchema } from "#domain/contracts/operation.ts";
import type { RouteContract } from "#domain/contracts/routes/route-contract.ts";

/** `GET /operations`: for whoever holds a platform role. Runs that are not over, granted requests that wait to be built, and blocked resources that nothing runs on: what needs somebody first, at most 200. */
export const listOperationsRoute = {
  id: "listOperations",
  method: "GET",
  base: "api",
  path: "/operations",
  summary: "List what is not over",
  description:
    "For whoever holds a platform role. Runs that are not over, granted requests that wait to be built, and blocked resources that nothing runs on: what needs somebody first, at most 200.",
  tag: "Operations",
  scope: "operations:read",
  params: null,
  query: operationListQuerySchema,
  body: null,
  headers: [],
  answer: {
    status: 200,
    description: "What is not over.",
    mediaType: "application/json",
    schema: operationListSchema,
  },
  errors: ["forbidden"],
} as const satisfies RouteContract;
