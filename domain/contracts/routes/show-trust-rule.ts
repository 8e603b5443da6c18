import { z } from "zod";
import { idParams } from "#domain/contracts/routes/id-params.ts";
import { trustRuleViewSchema } from "#domain/contracts/trust-rule.ts";
import type { RouteContract } from "#domain/contracts/routes/route-contract.ts";

/** `GET /trust-rules/{id}`: one rule. */
export const showTrustRuleRoute = {
  id: "showTrustRule",
  method: "GET",
  base: "api",
  path: "/trust-rules/{id}",
  summary: "Show one trust rule",
  description: "One rule of a service account of a team of the caller's.",
  tag: "Federation",
  scope: "trust-rules:read",
  params: idParams,
  query: z.strictObject({}),
  body: null,
  headers: [],
  answer: {
    status: 200,
    description: "The trust rule.",
    mediaType: "application/json",
    schema: trustRuleViewSchema,
  },
  errors: ["not_found"],
} as const satisfies RouteContract;
