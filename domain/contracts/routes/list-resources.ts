import { resourceListQuerySchema, resourceListSchema } from "#domain/contracts/resource.ts";
import type { RouteContract } from "#domain/contracts/routes/route-contract.ts";

/** `GET /resources`: newest first, one page per cursor. */
export const listResourcesRoute = {
  id: "listResources",
  method: "GET",
  base: "api",
  path: "/resources",
  summary: "List resources",
  description:
    "Resources that the caller may see, newest first. What is destroyed is listed only when `state` asks for it.",
  tag: "Resources",
  scope: "resources:read",
  params: null,
  query: resourceListQuerySchema,
  body: null,
  headers: [],
  answer: {
    status: 200,
    description: "Resources that the caller may see, newest first.",
    mediaType: "application/json",
    schema: resourceListSchema,
  },
  errors: ["forbidden"],
} as const satisfies RouteContract;
