import { z } from "zod";
import { leaseSchema } from "#domain/contracts/lease.ts";
import { idParams } from "#domain/contracts/routes/id-params.ts";
import type { RouteContract } from "#domain/contracts/routes/route-contract.ts";

/** `POST /leases/{id}/release`: ends it now; the same again changes nothing. */
export const releaseLeaseRoute = {
  id: "releaseLease",
  method: "POST",
  base: "api",
  path: "/leases/{id}/release",
  summary: "Give a lease back",
  description:
    "For whoever asked for it, the resource's team, the platform team and security. Its login ends in the background, with proof: `endedAt`.",
  tag: "Leases",
  scope: "leases:write",
  params: idParams,
  query: z.strictObject({}),
  body: z.strictObject({}),
  headers: [],
  answer: { status: 200, description: "The lease.", mediaType: "application/json", schema: leaseSchema },
  errors: ["not_found", "forbidden"],
} as const satisfies RouteContract;
