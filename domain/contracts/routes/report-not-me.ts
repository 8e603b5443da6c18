import { z } from "zod";
import { notMeBodySchema } from "#domain/contracts/claim.ts";
import { idParams } from "#domain/contracts/routes/id-params.ts";
import type { RouteContract } from "#domain/contracts/routes/route-contract.ts";

/** `POST /v1/grants/{id}/not-me` of the reveal origin: the recipient says that it was somebody else. */
export const reportNotMeRoute = {
  id: "reportNotMe",
  method: "POST",
  base: "reveal",
  path: "/v1/grants/{id}/not-me",
  summary: "Say that it was not you who opened a credential",
  description:
    "Served by the reveal origin, to the recipient, however old the sign-in is. Every access to the resource ends within " +
    "a minute, with its open connections; a new credential is made for the recipient; security is told. Said twice it " +
    "changes nothing.",
  tag: "Grants",
  scope: "grants:reveal",
  params: idParams,
  query: z.strictObject({}),
  body: notMeBodySchema,
  headers: [],
  answer: { status: 204, description: "Taken down; the end is under way.", mediaType: null, schema: z.null() },
  errors: ["not_found", "forbidden", "rate_limited", "wrong_state", "gone"],
} as const satisfies RouteContract;
