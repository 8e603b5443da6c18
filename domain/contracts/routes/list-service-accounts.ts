import { serviceAccountListQuerySchema, serviceAccountListSchema } from "#domain/contracts/service-account.ts";
import type { RouteContract } from "#domain/contracts/routes/route-contract.ts";

/** `GET /service-accounts`: newest first, one page per cursor. */
export const listServiceAccountsRoute = {
  id: "listServiceAccounts",
  method: "GET",
  base: "api",
  path: "/service-accounts",
  summary: "List service accounts",
  description: "Service accounts of the caller's teams; platform roles see those of all; newest first.",
  tag: "Service accounts",
  scope: "service-accounts:read",
  params: null,
  query: serviceAccountListQuerySchema,
  body: null,
  headers: [],
  answer: {
    status: 200,
    description: "Service accounts that the caller may see, newest first.",
    mediaType: "application/json",
    schema: serviceAccountListSchema,
  },
  errors: [],
} as const satisfies RouteContract;
