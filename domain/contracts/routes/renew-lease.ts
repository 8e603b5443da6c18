import { z } from "zod";
import { leaseSchema, renewBodySchema } from "#domain/contracts/lease.ts";
import { idParams } from "#domain/contracts/routes/id-params.ts";
import type { RouteContract } from "#domain/contracts/routes/route-contract.ts";

/** `POST /leases/{id}/renew`: lasts longer, never beyond its cap. */
export const renewLeaseRoute = {
  id: "renewLease",
  method: "POST",
  base: "api",
  path: "/leases/{id}/renew",
  summary: "Renew a lease",
  description:
    "For whoever asked for it, as long as they may lease the resource: it ends `ttlSeconds` from now, at `renewableUntil` at the latest. The login stays the same.",
  tag: "Leases",
  scope: "leases:write",
  params: idParams,
  query: z.strictObject({}),
  body: renewBodySchema,
  headers: [],
  answer: { status: 200, description: "The lease.", mediaType: "application/json", schema: leaseSchema },
  errors: ["not_found", "forbidden", "wrong_state", "limit_reached"],
} as const satisfies RouteContract;
