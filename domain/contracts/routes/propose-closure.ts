import { z } from "zod";
import { closureBodySchema, operationSchema } from "#domain/contracts/operation.ts";
import { idParams } from "#domain/contracts/routes/id-params.ts";
import type { RouteContract } from "#domain/contracts/routes/route-contract.ts";

/** `POST /operations/{id}/closure`: for people of platform and security who have signed in within an hour, never for whose it is. Nothing changes until a second person confirms, within 24 hours; trying goes on. */
export const proposeClosureRoute = {
  id: "proposeClosure",
  method: "POST",
  base: "api",
  path: "/operations/{id}/closure",
  summary: "Propose to close it without proof",
  description:
    "For people of platform and security who have signed in within an hour, never for whose it is. Nothing changes until a second person confirms, within 24 hours; trying goes on.",
  tag: "Operations",
  scope: "operations:write",
  params: idParams,
  query: z.strictObject({}),
  body: closureBodySchema,
  headers: [],
  answer: {
    status: 200,
    description: "It as it stands now, with the proposal.",
    mediaType: "application/json",
    schema: operationSchema,
  },
  errors: ["not_found", "forbidden", "wrong_state", "reauthentication_required", "secret_in_text"],
} as const satisfies RouteContract;
