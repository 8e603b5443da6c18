import { z } from "zod";
import { createServiceAccountBodySchema, serviceAccountSchema } from "#domain/contracts/service-account.ts";
import type { RouteContract } from "#domain/contracts/routes/route-contract.ts";

/** `POST /service-accounts`: makes an account of a team; it can do nothing until it has a token. */
export const createServiceAccountRoute = {
  id: "createServiceAccount",
  method: "POST",
  base: "api",
  path: "/service-accounts",
  summary: "Create a service account",
  description:
    "For leads of the team and the platform team. The account can do nothing until it has a token or a rule that trusts a workload. At most 50 of a team.",
  tag: "Service accounts",
  scope: "service-accounts:write",
  params: null,
  query: z.strictObject({}),
  body: createServiceAccountBodySchema,
  headers: ["Idempotency-Key"],
  answer: {
    status: 201,
    description: "The service account.",
    mediaType: "application/json",
    schema: serviceAccountSchema,
    headers: {
      Location: "Where the account can be read.",
      "Idempotent-Replayed": "`true` when this key had made the account before.",
    },
  },
  errors: ["unknown_reference", "forbidden", "name_taken", "limit_reached"],
} as const satisfies RouteContract;
