import { z } from "zod";
import { resourceSchema } from "#domain/contracts/resource.ts";
import { idParams } from "#domain/contracts/routes/id-params.ts";
import type { RouteContract } from "#domain/contracts/routes/route-contract.ts";

/** `POST /resources/{id}/take-over`: a person of its team becomes its owner. */
export const takeOverResourceRoute = {
  id: "takeOverResource",
  method: "POST",
  base: "api",
  path: "/resources/{id}/take-over",
  summary: "Take over what a leaver owned",
  description:
    "For a person of its team while `ownerLeft` says that its owner has left. A new credential is made for the new owner; the one before works on until that is confirmed. What is frozen is restored.",
  tag: "Resources",
  scope: "resources:write",
  params: idParams,
  query: z.strictObject({}),
  body: z.strictObject({}),
  headers: [],
  answer: {
    status: 200,
    description: "The resource with its new owner.",
    mediaType: "application/json",
    schema: resourceSchema,
  },
  errors: ["not_found", "forbidden", "wrong_state"],
} as const satisfies RouteContract;
