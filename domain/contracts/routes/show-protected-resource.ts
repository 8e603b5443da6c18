import { protectedResourceSchema } from "#domain/contracts/protected-resource.ts";
import type { RouteContract } from "#domain/contracts/routes/route-contract.ts";

/** `GET /.well-known/oauth-protected-resource`: which issuer to sign in at (RFC 9728). */
export const showProtectedResourceRoute = {
  id: "showProtectedResource",
  method: "GET",
  base: "web",
  path: "/.well-known/oauth-protected-resource",
  summary: "Tell where access tokens come from",
  description: "OAuth 2.0 protected resource metadata (RFC 9728). `latchkey login` starts here.",
  tag: "Service",
  scope: null,
  params: null,
  query: null,
  body: null,
  headers: [],
  answer: {
    status: 200,
    description: "The issuer, and the two origins that tokens are issued for.",
    mediaType: "application/json",
    schema: protectedResourceSchema,
  },
  errors: [],
} as const satisfies RouteContract;
