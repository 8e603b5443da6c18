import { z } from "zod";
import { deactivateBodySchema, knownPersonSchema } from "#domain/contracts/person.ts";
import { idParams } from "#domain/contracts/routes/id-params.ts";
import type { RouteContract } from "#domain/contracts/routes/route-contract.ts";

/** `POST /people/{id}/deactivate`: somebody has left. */
export const deactivatePersonRoute = {
  id: "deactivatePerson",
  method: "POST",
  base: "api",
  path: "/people/{id}/deactivate",
  summary: "Deactivate a person",
  description:
    "For administrators and security; never oneself, never the last administrator. From the answer on they can do nothing here. Their requests that are not begun are withdrawn, their votes on what is not executed count no more, what waits to be opened by them is revoked, and what they own looks for a new owner for 14 days.",
  tag: "People",
  scope: "people:write",
  params: idParams,
  query: z.strictObject({}),
  body: deactivateBodySchema,
  headers: [],
  answer: {
    status: 200,
    description: "The person.",
    mediaType: "application/json",
    schema: knownPersonSchema,
  },
  errors: ["not_found", "forbidden", "wrong_state", "secret_in_text"],
} as const satisfies RouteContract;
