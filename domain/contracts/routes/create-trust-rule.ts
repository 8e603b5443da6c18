import { z } from "zod";
import { createTrustRuleBodySchema, trustRuleViewSchema } from "#domain/contracts/trust-rule.ts";
import type { RouteContract } from "#domain/contracts/routes/route-contract.ts";

/** `POST /trust-rules`: makes a rule by which workloads may become a service account. */
export const createTrustRuleRoute = {
  id: "createTrustRule",
  method: "POST",
  base: "api",
  path: "/trust-rules",
  summary: "Create a trust rule",
  description:
    "For leads of the team and the platform team. A rule that could let in anybody else is refused with all that is wrong: patterns, names without ids, unprotected refs, events that outsiders can cause. A rule never changes: make another one and revoke the first.",
  tag: "Federation",
  scope: "trust-rules:write",
  params: null,
  query: z.strictObject({}),
  body: createTrustRuleBodySchema,
  headers: ["Idempotency-Key"],
  answer: {
    status: 201,
    description: "The trust rule.",
    mediaType: "application/json",
    schema: trustRuleViewSchema,
    headers: {
      Location: "Where the rule can be read.",
      "Idempotent-Replayed": "`true` when this key had made the rule before.",
    },
  },
  errors: ["not_found", "forbidden", "wrong_state", "limit_reached"],
} as const satisfies RouteContract;
