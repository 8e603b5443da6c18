import { z } from "zod";
import { handOverBodySchema, operationSchema } from "#domain/contracts/operation.ts";
import { idParams } from "#domain/contracts/routes/id-params.ts";
import type { RouteContract } from "#domain/contracts/routes/route-contract.ts";

/** `POST /operations/{id}/hand-over`: for platform and administrators. Says who of the platform has it, with a note; they are told. */
export const handOverOperationRoute = {
  id: "handOverOperation",
  method: "POST",
  base: "api",
  path: "/operations/{id}/hand-over",
  summary: "Hand a run over",
  description: "For platform and administrators. Says who of the platform has it, with a note; they are told.",
  tag: "Operations",
  scope: "operations:write",
  params: idParams,
  query: z.strictObject({}),
  body: handOverBodySchema,
  headers: [],
  answer: {
    status: 200,
    description: "It as it stands now.",
    mediaType: "application/json",
    schema: operationSchema,
  },
  errors: ["not_found", "forbidden", "wrong_state", "unknown_reference", "secret_in_text"],
} as const satisfies RouteContract;
