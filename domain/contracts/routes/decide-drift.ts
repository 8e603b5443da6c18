import { z } from "zod";
import { driftDecisionSchema } from "#domain/contracts/inspection.ts";
import { resourceDetailSchema } from "#domain/contracts/resource.ts";
import { idParams } from "#domain/contracts/routes/id-params.ts";
import type { RouteContract } from "#domain/contracts/routes/route-contract.ts";

/** `POST /resources/{id}/drift`: has it brought back to what was granted, or accepts it as it is. */
export const decideDriftRoute = {
  id: "decideDrift",
  method: "POST",
  base: "api",
  path: "/resources/{id}/drift",
  summary: "Decide about drift",
  description:
    "`inspection.drift` of the resource says what differs from what was granted, before and after. `revert` brings rights, " +
    "limits and settings back, never data; a further look proves it. `adopt` accepts it as it is, with a reason: a person " +
    "of the platform team alone. `digest` is the one that was read: what differs by now otherwise is not decided unseen.",
  tag: "Resources",
  scope: "resources:write",
  params: idParams,
  query: z.strictObject({}),
  body: driftDecisionSchema,
  headers: [],
  answer: {
    status: 200,
    description: "The resource as it stands now; a revert goes on in the background.",
    mediaType: "application/json",
    schema: resourceDetailSchema,
  },
  errors: ["not_found", "forbidden", "wrong_state", "digest_stale"],
} as const satisfies RouteContract;
