import { z } from "zod";
import { leaseBodySchema, leaseSchema } from "#domain/contracts/lease.ts";
import { idParams } from "#domain/contracts/routes/id-params.ts";
import type { RouteContract } from "#domain/contracts/routes/route-contract.ts";

/** `POST /resources/{id}/leases`: a short-lived login of the caller's own, sealed to the caller's key. */
export const createLeaseRoute = {
  id: "createLease",
  method: "POST",
  base: "api",
  path: "/resources/{id}/leases",
  summary: "Lease a resource",
  description:
    "For its team: people, and service accounts such as CI jobs and bots. A login of its own is made and sealed to `publicKey`: nobody else opens it, no server either. It ends with proof after `ttlSeconds`, when it is released, and with the resource. " +
    "With `Prefer: wait=N` the answer comes when it is made, in about a second. The same `Idempotency-Key` with the same body gets the same lease again.",
  tag: "Leases",
  scope: "leases:write",
  params: idParams,
  query: z.strictObject({}),
  body: leaseBodySchema,
  headers: ["Idempotency-Key", "Prefer"],
  answer: {
    status: 201,
    description: "The lease, made: `enc` and `ciphertext` open with the caller's key.",
    mediaType: "application/json",
    schema: leaseSchema,
    headers: {
      Location: "Where the lease can be read.",
      "Idempotent-Replayed": "`true` when this key had asked for the lease before.",
      "Preference-Applied": "The wait that was applied.",
      "RateLimit-Limit": "Submits and leases per minute.",
      "RateLimit-Remaining": "Submits and leases left right now.",
      "RateLimit-Reset": "Seconds until the full burst is there again.",
    },
  },
  accepted: { status: 202, description: "The lease, not made yet, or over: `state` says which." },
  errors: [
    "not_found",
    "forbidden",
    "wrong_state",
    "limit_reached",
    "invalid_key",
    "unknown_reference",
    "reauthentication_required",
    "secret_in_text",
    "rate_limited",
  ],
} as const satisfies RouteContract;
