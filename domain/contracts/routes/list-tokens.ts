import { tokenListQuerySchema, tokenListSchema } from "#domain/contracts/service-account.ts";
import type { RouteContract } from "#domain/contracts/routes/route-contract.ts";

/** `GET /tokens`: what is known of the tokens, newest first; never a token. */
export const listTokensRoute = {
  id: "listTokens",
  method: "GET",
  base: "api",
  path: "/tokens",
  summary: "List tokens of service accounts",
  description: "What is known of tokens of service accounts that the caller may see, newest first; never a token.",
  tag: "Service accounts",
  scope: "service-accounts:read",
  params: null,
  query: tokenListQuerySchema,
  body: null,
  headers: [],
  answer: {
    status: 200,
    description: "Tokens of the service accounts that the caller may see, newest first.",
    mediaType: "application/json",
    schema: tokenListSchema,
  },
  errors: ["not_found"],
} as const satisfies RouteContract;
