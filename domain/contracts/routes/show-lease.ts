import { z } from "zod";
import { leaseSchema } from "#domain/contracts/lease.ts";
import { idParams } from "#domain/contracts/routes/id-params.ts";
import type { RouteContract } from "#domain/contracts/routes/route-contract.ts";

/** `GET /leases/{id}`: how one lease stands; what was sealed for whoever asked for it, while it is active. */
export const showLeaseRoute = {
  id: "showLease",
  method: "GET",
  base: "api",
  path: "/leases/{id}",
  summary: "Show one lease",
  description: "With `Prefer: wait=N` the answer comes when it does not wait for its login any more.",
  tag: "Leases",
  scope: "leases:read",
  params: idParams,
  query: z.strictObject({}),
  body: null,
  headers: ["Prefer"],
  answer: {
    status: 200,
    description: "The lease.",
    mediaType: "application/json",
    schema: leaseSchema,
    headers: { "Preference-Applied": "The wait that was applied." },
  },
  errors: ["not_found"],
} as const satisfies RouteContract;
