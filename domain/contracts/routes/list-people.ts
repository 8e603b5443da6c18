import { personListQuerySchema, personListSchema } from "#domain/contracts/person.ts";
import type { RouteContract } from "#domain/contracts/routes/route-contract.ts";

/** `GET /people`: who is known here, with what they would leave behind. */
export const listPeopleRoute = {
  id: "listPeople",
  method: "GET",
  base: "api",
  path: "/people",
  summary: "List people",
  description: "For administrators, security and auditors.",
  tag: "People",
  scope: "people:read",
  params: null,
  query: personListQuerySchema,
  body: null,
  headers: [],
  answer: {
    status: 200,
    description: "Who is known here, who became known last first.",
    mediaType: "application/json",
    schema: personListSchema,
  },
  errors: ["forbidden"],
} as const satisfies RouteContract;
