import { z } from "zod";
import { backendHealthSchema, pauseBodySchema } from "#domain/contracts/operation.ts";
import { idParams } from "#domain/contracts/routes/id-params.ts";
import type { RouteContract } from "#domain/contracts/routes/route-contract.ts";

/** `POST /operations/backends/{id}/resume`: for platform and administrators. New things are put on it again, and it is checked within a minute. */
export const resumeBackendRoute = {
  id: "resumeBackend",
  method: "POST",
  base: "api",
  path: "/operations/backends/{id}/resume",
  summary: "Resume a back end",
  description: "For platform and administrators. New things are put on it again, and it is checked within a minute.",
  tag: "Operations",
  scope: "operations:write",
  params: idParams,
  query: z.strictObject({}),
  body: pauseBodySchema,
  headers: [],
  answer: {
    status: 200,
    description: "The back end.",
    mediaType: "application/json",
    schema: backendHealthSchema,
  },
  errors: ["not_found", "forbidden", "wrong_state", "secret_in_text"],
} as const satisfies RouteContract;
