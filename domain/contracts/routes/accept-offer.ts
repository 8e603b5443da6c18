import { z } from "zod";
import { acceptBodySchema, requestSchema } from "#domain/contracts/request.ts";
import { idParams } from "#domain/contracts/routes/id-params.ts";
import type { RouteContract } from "#domain/contracts/routes/route-contract.ts";

/** `POST /requests/{id}/accept`: the requester takes the narrower request that an approver offers; it is decided again. */
export const acceptOfferRoute = {
  id: "acceptOffer",
  method: "POST",
  base: "api",
  path: "/requests/{id}/accept",
  summary: "Accept a counter-offer",
  description:
    "For whoever asked, or whom it is for. The narrower request that an approver offers is decided anew by today's rules, as one revision more with a digest of its own: granted, waiting for all of its stages, or denied.",
  tag: "Requests",
  scope: "requests:write",
  params: idParams,
  query: z.strictObject({}),
  body: acceptBodySchema,
  headers: [],
  answer: {
    status: 200,
    description: "The request as it was decided anew, one revision on.",
    mediaType: "application/json",
    schema: requestSchema,
  },
  errors: ["not_found", "forbidden", "digest_stale", "wrong_state"],
} as const satisfies RouteContract;
