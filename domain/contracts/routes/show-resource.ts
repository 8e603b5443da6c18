import { z } from "zod";
import { resourceDetailSchema } from "#domain/contracts/resource.ts";
import { idParams } from "#domain/contracts/routes/id-params.ts";
import type { RouteContract } from "#domain/contracts/routes/route-contract.ts";

/** `GET /resources/{id}`: what exists, who holds it, until when, and how it is reached; never a secret. */
export const showResourceRoute = {
  id: "showResource",
  method: "GET",
  base: "api",
  path: "/resources/{id}",
  summary: "Show one resource",
  description:
    "What exists, who holds it, until when, how it is reached and how much it is used. Never a secret: `connection` has a placeholder in the place of each.",
  tag: "Resources",
  scope: "resources:read",
  params: idParams,
  query: z.strictObject({}),
  body: null,
  headers: [],
  answer: { status: 200, description: "The resource.", mediaType: "application/json", schema: resourceDetailSchema },
  errors: ["not_found"],
} as const satisfies RouteContract;
