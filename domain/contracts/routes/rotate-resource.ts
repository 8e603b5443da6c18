import { z } from "zod";
import { resourceSchema, rotateBodySchema } from "#domain/contracts/resource.ts";
import { idParams } from "#domain/contracts/routes/id-params.ts";
import type { RouteContract } from "#domain/contracts/routes/route-contract.ts";

/** `POST /resources/{id}/rotate`: a new credential beside the one in use, which ends once the new one is confirmed. */
export const rotateResourceRoute = {
  id: "rotateResource",
  method: "POST",
  base: "api",
  path: "/resources/{id}/rotate",
  summary: "Make a new credential",
  description:
    "A new generation is made and waits for the person who had the last one, or for the caller when they have left the " +
    "team. Once it is confirmed, `draining` of the old one says who still uses it and until when it may be used; it ends " +
    "when nobody does. A new one that nobody opens in time is ended instead. `access` asks for a credential of another " +
    "kind, where the resource has one. When somebody else changed the secret in use, `acknowledgeChange` says that you " +
    "know. One at a time: `reissue` says that one is being made.",
  tag: "Resources",
  scope: "resources:write",
  params: idParams,
  query: z.strictObject({}),
  body: rotateBodySchema,
  headers: ["Idempotency-Key"],
  answer: {
    status: 200,
    description: "The resource as it stands now; the new grant appears in `grants` when it is made.",
    mediaType: "application/json",
    schema: resourceSchema,
    headers: { "Idempotent-Replayed": "`true` when this key had asked for it before." },
  },
  errors: ["not_found", "forbidden", "wrong_state", "secret_changed_elsewhere"],
} as const satisfies RouteContract;
