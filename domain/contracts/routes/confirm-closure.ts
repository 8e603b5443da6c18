import { z } from "zod";
import { confirmClosureBodySchema, operationSchema } from "#domain/contracts/operation.ts";
import { idParams } from "#domain/contracts/routes/id-params.ts";
import type { RouteContract } from "#domain/contracts/routes/route-contract.ts";

/** `POST /operations/{id}/closure/confirm`: for another person of platform or security than who proposed it. The run ends, the thing counts as gone or frozen, and nothing counts as proven: the record says for ever who closed it and why. */
export const confirmClosureRoute = {
  id: "confirmClosure",
  method: "POST",
  base: "api",
  path: "/operations/{id}/closure/confirm",
  summary: "Close it without proof",
  description:
    "For another person of platform or security than who proposed it. The run ends, the thing counts as gone or frozen, and nothing counts as proven: the record says for ever who closed it and why.",
  tag: "Operations",
  scope: "operations:write",
  params: idParams,
  query: z.strictObject({}),
  body: confirmClosureBodySchema,
  headers: [],
  answer: {
    status: 200,
    description: "It as it stood, the proposal gone.",
    mediaType: "application/json",
    schema: operationSchema,
  },
  errors: ["not_found", "forbidden", "wrong_state", "reauthentication_required", "secret_in_text"],
} as const satisfies RouteContract;
