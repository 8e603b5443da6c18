import { z } from "zod";
import { resourceSchema } from "#domain/contracts/resource.ts";
import { idParams } from "#domain/contracts/routes/id-params.ts";
import type { RouteContract } from "#domain/contracts/routes/route-contract.ts";

/** `POST /resources/{id}/end-drain`: what a newer credential has overtaken ends now. */
export const endDrainRoute = {
  id: "endDrain",
  method: "POST",
  base: "api",
  path: "/resources/{id}/end-drain",
  summary: "End the old credential now",
  description:
    "Every credential of it that a newer one has overtaken ends now, with its open connections, though somebody may still " +
    "use it. The newer one works on.",
  tag: "Resources",
  scope: "resources:write",
  params: idParams,
  query: z.strictObject({}),
  body: z.strictObject({}),
  headers: [],
  answer: {
    status: 200,
    description: "The resource as it stands now; `endedAt` of the old grant says when its end was proven.",
    mediaType: "application/json",
    schema: resourceSchema,
  },
  errors: ["not_found", "forbidden", "wrong_state"],
} as const satisfies RouteContract;
