import { z } from "zod";
import { operationSchema } from "#domain/contracts/operation.ts";
import { idParams } from "#domain/contracts/routes/id-params.ts";
import type { RouteContract } from "#domain/contracts/routes/route-contract.ts";

/** `POST /operations/{id}/undo`: for platform and administrators. What a run built so far is removed, and whom it was for is told. What ends something is never taken back. */
export const undoOperationRoute = {
  id: "undoOperation",
  method: "POST",
  base: "api",
  path: "/operations/{id}/undo",
  summary: "Take back what is being made",
  description:
    "For platform and administrators. What a run built so far is removed, and whom it was for is told. What ends something is never taken back.",
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
