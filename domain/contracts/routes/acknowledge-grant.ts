import { z } from "zod";
import { ackBodySchema } from "#domain/contracts/claim.ts";
import { idParams } from "#domain/contracts/routes/id-params.ts";
import type { RouteContract } from "#domain/contracts/routes/route-contract.ts";

/** `POST /v1/grants/{id}/ack` of the reveal origin: proves that the answer of a claim was opened. */
export const acknowledgeGrantRoute = {
  id: "acknowledgeGrant",
  method: "POST",
  base: "reveal",
  path: "/v1/grants/{id}/ack",
  summary: "Confirm that a credential arrived",
  description:
    "Served by the reveal origin, to the recipient. Only what opened the ciphertext can make the mac. A reveal that " +
    "nobody confirms within two minutes is `unconfirmed`; a later confirmation still counts, and a second one changes nothing.",
  tag: "Grants",
  scope: "grants:reveal",
  params: idParams,
  query: z.strictObject({}),
  body: ackBodySchema,
  headers: [],
  answer: {
    status: 204,
    description: "Confirmed: the server forgets the ciphertext.",
    mediaType: null,
    schema: z.null(),
  },
  errors: ["not_found", "forbidden", "rate_limited", "wrong_state", "gone"],
} as const satisfies RouteContract;
