import { z } from "zod";
import { requestSchema } from "#domain/contracts/request.ts";
import { extendBodySchema } from "#domain/contracts/resource.ts";
import { idParams } from "#domain/contracts/routes/id-params.ts";
import type { RouteContract } from "#domain/contracts/routes/route-contract.ts";

/** `POST /resources/{id}/extend`: a later end, at once where the rules grant it, else once a human agreed. */
export const extendResourceRoute = {
  id: "extendResource",
  method: "POST",
  base: "api",
  path: "/resources/{id}/extend",
  summary: "Extend a resource",
  description:
    "Asks that it lasts so long from now as a new one could be given today, by the same rules. The first extension is free: " +
    "where nobody else has to agree, `state` is `fulfilled` and the end is moved. A further one, and what the rules do not " +
    "grant at once, waits for a human (`pending_approval`) or is `denied`. An end is never moved to an earlier instant. " +
    "The same `Idempotency-Key` gets the same request again, as it stands then.",
  tag: "Resources",
  scope: "resources:write",
  params: idParams,
  query: z.strictObject({}),
  body: extendBodySchema,
  headers: ["Idempotency-Key"],
  answer: {
    status: 201,
    description: "The request that was filed; `about.expiresAt` is the end as it stands now.",
    mediaType: "application/json",
    schema: requestSchema,
    headers: {
      Location: "Where the request can be read.",
      "Idempotent-Replayed": "`true` when this key had filed the request before.",
    },
  },
  errors: ["not_found", "forbidden", "wrong_state", "secret_in_text"],
} as const satisfies RouteContract;
