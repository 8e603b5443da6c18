import { z } from "zod";
import { knownPersonSchema } from "#domain/contracts/person.ts";
import { idParams } from "#domain/contracts/routes/id-params.ts";
import type { RouteContract } from "#domain/contracts/routes/route-contract.ts";

/** `POST /people/{id}/reactivate`: nothing but the sign-in comes back. */
export const reactivatePersonRoute = {
  id: "reactivatePerson",
  method: "POST",
  base: "api",
  path: "/people/{id}/reactivate",
  summary: "Let a person sign in again",
  description: "Restores nothing but the sign-in.",
  tag: "People",
  scope: "people:write",
  params: idParams,
  query: z.strictObject({}),
  body: z.strictObject({}),
  headers: [],
  answer: {
    status: 200,
    description: "The person.",
    mediaType: "application/json",
    schema: knownPersonSchema,
  },
  errors: ["not_found", "forbidden", "wrong_state"],
} as const satisfies RouteContract;
