import { z } from "zod";
import { backendHealthListSchema } from "#domain/contracts/operation.ts";
import type { RouteContract } from "#domain/contracts/routes/route-contract.ts";

/** `GET /operations/backends`: for whoever holds a platform role. Whether each back end answers, how its newest check by a synthetic build went, and whether it is paused. */
export const listBackendHealthRoute = {
  id: "listBackendHealth",
  method: "GET",
  base: "api",
  path: "/operations/backends",
  summary: "List how back ends do",
  description:
    "For whoever holds a platform role. Whether each back end answers, how its newest check by a synthetic build went, and whether it is paused.",
  tag: "Operations",
  scope: "operations:read",
  params: null,
  query: z.strictObject({}),
  body: null,
  headers: [],
  answer: {
    status: 200,
    description: "Every back end of the catalog, in its order.",
    mediaType: "application/json",
    schema: backendHealthListSchema,
  },
  errors: ["forbidden"],
} as const satisfies RouteContract;
