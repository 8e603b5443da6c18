import { z } from "zod";
import { emergencySchema } from "#domain/contracts/break-glass.ts";
import { idParams } from "#domain/contracts/routes/id-params.ts";
import type { RouteContract } from "#domain/contracts/routes/route-contract.ts";

/** `POST /break-glass/{id}/end`: nobody opens it any more, and its login ends. */
export const endBreakGlassRoute = {
  id: "endBreakGlass",
  method: "POST",
  base: "api",
  path: "/break-glass/{id}/end",
  summary: "End emergency access now",
  description:
    "For whoever is concerned: its user, the owner, those who were passed over, named people and the platform's roles. What waits for a second person is taken back.",
  tag: "Emergency access",
  scope: "resources:write",
  params: idParams,
  query: z.strictObject({}),
  body: z.strictObject({}),
  headers: [],
  answer: {
    status: 200,
    description: "The use; `endedAt` follows when the back end has proven it.",
    mediaType: "application/json",
    schema: emergencySchema,
  },
  errors: ["not_found", "forbidden", "wrong_state"],
} as const satisfies RouteContract;
