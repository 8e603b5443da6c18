import { exchangeBodySchema, exchangedTokenSchema } from "#domain/contracts/oauth-token.ts";
import type { RouteContract } from "#domain/contracts/routes/route-contract.ts";

/** `POST /oauth/token`: a workload exchanges the token of its platform for one of ours (RFC 8693). */
export const exchangeTokenRoute = {
  id: "exchangeToken",
  method: "POST",
  base: "api",
  path: "/oauth/token",
  summary: "Exchange the token of a platform",
  description:
    "A job of GitHub or GitLab, a pod, or whatever has a token of a configured issuer gets an access token of a service " +
    "account for 15 minutes at most (RFC 8693), if a trust rule names it. A field without a value is as good as left out. Each token is taken once. Whatever is wrong " +
    "with the token or with the rules is answered alike: `unauthenticated` with `error: invalid_grant`; the reason is in " +
    "the audit record.",
  tag: "Federation",
  scope: null,
  params: null,
  query: null,
  body: exchangeBodySchema,
  bodyMediaType: "application/x-www-form-urlencoded",
  headers: [],
  answer: {
    status: 200,
    description: "The access token, told this once.",
    mediaType: "application/json",
    schema: exchangedTokenSchema,
  },
  errors: ["unauthenticated", "rate_limited"],
} as const satisfies RouteContract;
