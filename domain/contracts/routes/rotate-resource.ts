import { z } from "zod";
import { resourceSchema } from "#domain/contracts/resource.ts";
import { idParams } from "#domain/contracts/routes/id-params.ts";
import type { RouteContract } from "#domain/contracts/routes/route-contract.ts";

/** `POST /resources/{id}/rotate`: a new credential beside the one in use, which ends once the new one is confirmed. */
export const rotateResourceRoute = {
  id: "rotateResource",
  method: "POST",
  base: "api",
  path: "/resources/{id}/rotate",
  summary: "Make a new credential",
  description:
    "A new generation is made and waits for the person who had the last one, or for the caller when they have left the " +
    "team. The one in use ends once the new one is confirmed; a new one that nobody opens in time is ended instead. " +
    "One at a time: `reissue` says that one is being made.",
  tag: "Resources",
  scope: "resources:write",
  params: idParams,
  query: z.strictObject({}),
  body: z.strictObject({}),
  headers: [],
  answer: {
    status: 200,
    description: "The resource as it stands now; the new grant appears in `grants` when it is made.",
    mediaType: "application/json",
    schema: resourceSchema,
  },
  errors: ["not_found", "forbidden", "wrong_state"],
} as const satisfies RouteContract;
