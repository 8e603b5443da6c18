import { z } from "zod";
import { idParams } from "#domain/contracts/routes/id-params.ts";
import { serviceAccountSchema } from "#domain/contracts/service-account.ts";
import type { RouteContract } from "#domain/contracts/routes/route-contract.ts";

/** `GET /service-accounts/{id}`: one account; its tokens are listed at `GET /tokens`. */
export const showServiceAccountRoute = {
  id: "showServiceAccount",
  method: "GET",
  base: "api",
  path: "/service-accounts/{id}",
  summary: "Show one service account",
  description: "One account of a team of the caller's; its tokens are listed at `GET /tokens`.",
  tag: "Service accounts",
  scope: "service-accounts:read",
  params: idParams,
  query: z.strictObject({}),
  body: null,
  headers: [],
  answer: {
    status: 200,
    description: "The service account.",
    mediaType: "application/json",
    schema: serviceAccountSchema,
  },
  errors: ["not_found"],
} as const satisfies RouteContract;
