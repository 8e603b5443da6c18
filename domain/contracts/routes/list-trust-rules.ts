import { trustRuleListQuerySchema, trustRuleListSchema } from "#domain/contracts/trust-rule.ts";
import type { RouteContract } from "#domain/contracts/routes/route-contract.ts";

/** `GET /trust-rules`: newest first, one page per cursor. */
export const listTrustRulesRoute = {
  id: "listTrustRules",
  method: "GET",
  base: "api",
  path: "/trust-rules",
  summary: "List trust rules",
  description:
    "Trust rules of the service accounts of the caller's teams; platform roles see those of all; newest first.",
  tag: "Federation",
  scope: "trust-rules:read",
  params: null,
  query: trustRuleListQuerySchema,
  body: null,
  headers: [],
  answer: {
    status: 200,
    description: "Trust rules that the caller may see, newest first.",
    mediaType: "application/json",
    schema: trustRuleListSchema,
  },
  errors: ["not_found"],
} as const satisfies RouteContract;
