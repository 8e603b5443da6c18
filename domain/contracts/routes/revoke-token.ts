import { z } from "zod";
import { serviceAccountTokenSchema } from "#domain/contracts/service-account.ts";
import { idParams } from "#domain/contracts/routes/id-params.ts";
import type { RouteContract } from "#domain/contracts/routes/route-contract.ts";

/** `POST /tokens/{id}/revoke`: ends one token; its next call is refused. */
export const revokeTokenRoute = {
  id: "revokeToken",
  method: "POST",
  base: "api",
  path: "/tokens/{id}/revoke",
  summary: "Revoke a token of a service account",
  description:
    "For leads of its team and the platform team. Its next call gets `401 unauthenticated`; the same again changes nothing.",
  tag: "Service accounts",
  scope: "service-accounts:write",
  params: idParams,
  query: z.strictObject({}),
  body: z.strictObject({}),
  headers: [],
  answer: {
    status: 200,
    description: "The token, revoked; revoking it again changes nothing.",
    mediaType: "application/json",
    schema: serviceAccountTokenSchema,
  },
  errors: ["not_found", "forbidden"],
} as const satisfies RouteContract;
