import { z } from "zod";
import type { RouteContract } from "#domain/contracts/routes/route-contract.ts";
import { templateListSchema } from "#domain/contracts/template.ts";

/** `GET /templates`: the whole catalog in one page. */
export const listTemplatesRoute = {
  id: "listTemplates",
  method: "GET",
  base: "api",
  path: "/templates",
  summary: "List the templates of the catalog",
  description:
    "The whole catalog in one page, in its own order, and for each environment whether it can be built there now.",
  tag: "Templates",
  scope: "templates:read",
  params: null,
  query: z.strictObject({}),
  body: null,
  headers: [],
  answer: {
    status: 200,
    description: "Every template, the recommended one of its kind first.",
    mediaType: "application/json",
    schema: templateListSchema,
  },
  errors: [],
} as const satisfies RouteContract;
