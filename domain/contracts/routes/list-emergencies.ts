import { emergencyListQuerySchema, emergencyListSchema } from "#domain/contracts/break-glass.ts";
import type { RouteContract } from "#domain/contracts/routes/route-contract.ts";

/** `GET /break-glass`: newest first, one page per cursor. */
export const listEmergenciesRoute = {
  id: "listEmergencies",
  method: "GET",
  base: "api",
  path: "/break-glass",
  summary: "List uses of emergency access",
  description: "Uses of emergency access that the caller may know of, newest first.",
  tag: "Emergency access",
  scope: "resources:read",
  params: null,
  query: emergencyListQuerySchema,
  body: null,
  headers: [],
  answer: {
    status: 200,
    description: "Uses that the caller may know of, newest first.",
    mediaType: "application/json",
    schema: emergencyListSchema,
  },
  errors: ["forbidden"],
} as const satisfies RouteContract;
