import { z } from "zod";
import { resourceSchema } from "#domain/contracts/resource.ts";
import { idParams } from "#domain/contracts/routes/id-params.ts";
import type { RouteContract } from "#domain/contracts/routes/route-contract.ts";

/** `POST /resources/{id}/restore`: thaws what was frozen, with all its data, by a new credential. */
export const restoreResourceRoute = {
  id: "restoreResource",
  method: "POST",
  base: "api",
  path: "/resources/{id}/restore",
  summary: "Restore a frozen resource",
  description:
    "Until `restoreUntil`, for a person of its team: a new credential is made, and the resource is active again. " +
    "Every access from before has ended for good.",
  tag: "Resources",
  scope: "resources:write",
  params: idParams,
  query: z.strictObject({}),
  body: z.strictObject({}),
  headers: [],
  answer: {
    status: 200,
    description: "The resource as it stands now; it is `active` when the new grant is made.",
    mediaType: "application/json",
    schema: resourceSchema,
  },
  errors: ["not_found", "forbidden", "wrong_state"],
} as const satisfies RouteContract;
