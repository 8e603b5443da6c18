import { z } from "zod";
import { grantSchema } from "#domain/contracts/grant.ts";
import { idParams } from "#domain/contracts/routes/id-params.ts";
import type { RouteContract } from "#domain/contracts/routes/route-contract.ts";

/** `GET /grants/{id}`: metadata only; reading it changes nothing. */
export const showGrantRoute = {
  id: "showGrant",
  method: "GET",
  base: "api",
  path: "/grants/{id}",
  summary: "Show the metadata of a grant",
  description:
    "Whom a credential waits for, until when, and the address of its page on the reveal origin. Reading it changes nothing and uses nothing up; the id opens nothing by itself.",
  tag: "Grants",
  scope: "grants:read",
  params: idParams,
  query: z.strictObject({}),
  body: null,
  headers: [],
  answer: { status: 200, description: "The grant.", mediaType: "application/json", schema: grantSchema },
  errors: ["not_found"],
} as const satisfies RouteContract;
