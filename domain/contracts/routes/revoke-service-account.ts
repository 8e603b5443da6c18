import { z } from "zod";
import { idParams } from "#domain/contracts/routes/id-params.ts";
import { serviceAccountSchema } from "#domain/contracts/service-account.ts";
import type { RouteContract } from "#domain/contracts/routes/route-contract.ts";

/** `POST /service-accounts/{id}/revoke`: ends the account and every token of it, for good. */
export const revokeServiceAccountRoute = {
  id: "revokeServiceAccount",
  method: "POST",
  base: "api",
  path: "/service-accounts/{id}/revoke",
  summary: "Revoke a service account",
  description:
    "For leads of its team and the platform team. The account and every token of it end for good; the next call gets `401 unauthenticated`.",
  tag: "Service accounts",
  scope: "service-accounts:write",
  params: idParams,
  query: z.strictObject({}),
  body: z.strictObject({}),
  headers: [],
  answer: {
    status: 200,
    description: "The service account, revoked; revoking it again changes nothing.",
    mediaType: "application/json",
    schema: serviceAccountSchema,
  },
  errors: ["not_found", "forbidden"],
} as const satisfies RouteContract;
