import { leaseListQuerySchema, leaseListSchema } from "#domain/contracts/lease.ts";
import { idParams } from "#domain/contracts/routes/id-params.ts";
import type { RouteContract } from "#domain/contracts/routes/route-contract.ts";

/** `GET /resources/{id}/leases`: newest first, one page per cursor. */
export const listLeasesRoute = {
  id: "listLeases",
  method: "GET",
  base: "api",
  path: "/resources/{id}/leases",
  summary: "List the leases of a resource",
  description: "`open=true`: those that let somebody in, will, or have not been proven to have ended.",
  tag: "Leases",
  scope: "leases:read",
  params: idParams,
  query: leaseListQuerySchema,
  body: null,
  headers: [],
  answer: {
    status: 200,
    description: "Its leases, newest first.",
    mediaType: "application/json",
    schema: leaseListSchema,
  },
  errors: ["not_found"],
} as const satisfies RouteContract;
