import { z } from "zod";
import { testedTokenSchema, testTrustRuleBodySchema } from "#domain/contracts/trust-rule-test.ts";
import type { RouteContract } from "#domain/contracts/routes/route-contract.ts";

/** `POST /trust-rules/test`: how a token stands to the rules that the caller may see; nothing is kept. */
export const testTrustRuleRoute = {
  id: "testTrustRule",
  method: "POST",
  base: "api",
  path: "/trust-rules/test",
  summary: "Test a token against the trust rules",
  description:
    "Says which rules a token meets, how it differs from the nearest, what they leave free, and proposes a rule for exactly its workload. The token is not used up, stored, logged or given back.",
  tag: "Federation",
  scope: "trust-rules:read",
  params: null,
  query: z.strictObject({}),
  body: testTrustRuleBodySchema,
  headers: [],
  answer: {
    status: 200,
    description: "What was found.",
    mediaType: "application/json",
    schema: testedTokenSchema,
  },
  errors: [],
} as const satisfies RouteContract;
