import { z } from "zod";
import { emergencySchema } from "#domain/contracts/break-glass.ts";
import { idParams } from "#domain/contracts/routes/id-params.ts";
import type { RouteContract } from "#domain/contracts/routes/route-contract.ts";

/** `POST /break-glass/{id}/confirm`: the second person agrees. */
export const confirmBreakGlassRoute = {
  id: "confirmBreakGlass",
  method: "POST",
  base: "api",
  path: "/break-glass/{id}/confirm",
  summary: "Confirm somebody's emergency access",
  description: "For another named person than the first, within fifteen minutes, and within five minutes of a sign-in.",
  tag: "Emergency access",
  scope: "resources:write",
  params: idParams,
  query: z.strictObject({}),
  body: z.strictObject({}),
  headers: [],
  answer: {
    status: 200,
    description: "The use, which is active now.",
    mediaType: "application/json",
    schema: emergencySchema,
  },
  errors: ["not_found", "forbidden", "wrong_state", "reauthentication_required"],
} as const satisfies RouteContract;
