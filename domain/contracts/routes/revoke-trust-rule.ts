import { z } from "zod";
import { idParams } from "#domain/contracts/routes/id-params.ts";
import { trustRuleViewSchema } from "#domain/contracts/trust-rule.ts";
import type { RouteContract } from "#domain/contracts/routes/route-contract.ts";

/** `POST /trust-rules/{id}/revoke`: ends a rule, and every token that was got by it, for good. */
export const revokeTrustRuleRoute = {
  id: "revokeTrustRule",
  method: "POST",
  base: "api",
  path: "/trust-rules/{id}/revoke",
  summary: "Revoke a trust rule",
  description:
    "For leads of the team and the platform team. The rule and every access token that workloads got by it end for good; the next call gets `401 unauthenticated`.",
  tag: "Federation",
  scope: "trust-rules:write",
  params: idParams,
  query: z.strictObject({}),
  body: z.strictObject({}),
  headers: [],
  answer: {
    status: 200,
    description: "The trust rule, revoked; revoking it again changes nothing.",
    mediaType: "application/json",
    schema: trustRuleViewSchema,
  },
  errors: ["not_found", "forbidden"],
} as const satisfies RouteContract;
