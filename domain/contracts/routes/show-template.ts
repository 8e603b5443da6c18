import { z } from "zod";
import { idParams } from "#domain/contracts/routes/id-params.ts";
import type { RouteContract } from "#domain/contracts/routes/route-contract.ts";
import { templateSchema } from "#domain/contracts/template.ts";

/** `GET /templates/{id}`: the current version, with the JSON Schema of its parameters. */
export const showTemplateRoute = {
  id: "showTemplate",
  method: "GET",
  base: "api",
  path: "/templates/{id}",
  summary: "Show one template",
  description: "The current version, with the JSON Schema of its parameters, its sizes and what they cost.",
  tag: "Templates",
  scope: "templates:read",
  params: idParams,
  query: z.strictObject({}),
  body: null,
  headers: [],
  answer: {
    status: 200,
    description: "The current version of the template.",
    mediaType: "application/json",
    schema: templateSchema,
  },
  errors: ["not_found"],
} as const satisfies RouteContract;
