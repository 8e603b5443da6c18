import { z } from "zod";
import { operationSchema } from "#domain/contracts/operation.ts";
import { idParams } from "#domain/contracts/routes/id-params.ts";
import type { RouteContract } from "#domain/contracts/routes/route-contract.ts";

/** `POST /operations/{id}/retry`: for platform and administrators. The step that waits is due at once and has a full round of attempts before it; a back end that does not answer is looked at again first. */
export const retryOperationRoute = {
  id: "retryOperation",
  method: "POST",
  base: "api",
  path: "/operations/{id}/retry",
  summary: "Try again now",
  description:
    "For platform and administrators. The step that waits is due at once and has a full round of attempts before it; a back end that does not answer is looked at again first.",
  tag: "Operations",
  scope: "operations:write",
  params: idParams,
  query: z.strictObject({}),
  body: z.strictObject({}),
  headers: [],
  answer: {
    status: 200,
    description: "It as it stands now.",
    mediaType: "application/json",
    schema: operationSchema,
  },
  errors: ["not_found", "forbidden", "wrong_state"],
} as const satisfies RouteContract;
