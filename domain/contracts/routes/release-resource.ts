import { z } from "zod";
import { resourceSchema } from "#domain/contracts/resource.ts";
import { idParams } from "#domain/contracts/routes/id-params.ts";
import type { RouteContract } from "#domain/contracts/routes/route-contract.ts";

/** `POST /resources/{id}/release`: gives the thing back; access ends first, then it is destroyed. */
export const releaseResourceRoute = {
  id: "releaseResource",
  method: "POST",
  base: "api",
  path: "/resources/{id}/release",
  summary: "Release a resource",
  description:
    "Where the environment says that a human has to agree before anything there is destroyed, nothing happens to it yet: " +
    "a request is filed, and `pendingRequests` names it. Whoever asks cannot approve it.",
  tag: "Resources",
  scope: "resources:write",
  params: idParams,
  query: z.strictObject({}),
  body: z.strictObject({}),
  headers: [],
  answer: {
    status: 200,
    description:
      "The resource as it stands now; destruction goes on in the background, or waits for the request in `pendingRequests`.",
    mediaType: "application/json",
    schema: resourceSchema,
  },
  errors: ["not_found", "forbidden", "wrong_state"],
} as const satisfies RouteContract;
