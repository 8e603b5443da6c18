import { z } from "zod";
import { backendHealthSchema, pauseBodySchema } from "#domain/contracts/operation.ts";
import { idParams } from "#domain/contracts/routes/id-params.ts";
import type { RouteContract } from "#domain/contracts/routes/route-contract.ts";

/** `POST /operations/backends/{id}/pause`: for platform and administrators. Nothing new is put on it from now on; what is there works on, and what was approved waits. */
export const pauseBackendRoute = {
  id: "pauseBackend",
  method: "POST",
  base: "api",
  path: "/operations/backends/{id}/pause",
  summary: "Pause a back end",
  description:
    "For platform and administrators. Nothing new is put on it from now on; what is there works on, and what was approved waits.",
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
