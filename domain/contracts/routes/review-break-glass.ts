import { z } from "zod";
import { emergencySchema, reviewBodySchema } from "#domain/contracts/break-glass.ts";
import { idParams } from "#domain/contracts/routes/id-params.ts";
import type { RouteContract } from "#domain/contracts/routes/route-contract.ts";

/** `POST /break-glass/{id}/review`: those who were passed over say whether it was justified. */
export const reviewBreakGlassRoute = {
  id: "reviewBreakGlass",
  method: "POST",
  base: "api",
  path: "/break-glass/{id}/review",
  summary: "Review emergency access",
  description:
    "For those who would have decided, never for who had a part in it. While a review of theirs is overdue nobody has emergency access again.",
  tag: "Emergency access",
  scope: "requests:approve",
  params: idParams,
  query: z.strictObject({}),
  body: reviewBodySchema,
  headers: [],
  answer: {
    status: 200,
    description: "The use with its review.",
    mediaType: "application/json",
    schema: emergencySchema,
  },
  errors: ["not_found", "forbidden", "not_an_approver", "wrong_state", "secret_in_text"],
} as const satisfies RouteContract;
