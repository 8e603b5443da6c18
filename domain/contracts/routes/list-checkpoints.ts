import { checkpointListQuerySchema, checkpointListSchema } from "#domain/contracts/audit.ts";
import type { RouteContract } from "#domain/contracts/routes/route-contract.ts";

/** `GET /audit/checkpoints`: newest first, one page per cursor; for auditors, security and administrators. */
export const listCheckpointsRoute = {
  id: "listCheckpoints",
  method: "GET",
  base: "api",
  path: "/audit/checkpoints",
  summary: "List checkpoints of the audit record",
  description: "Keep them elsewhere: they show later whether the record was cut, written anew or restored.",
  tag: "Audit",
  scope: "audit:read",
  params: null,
  query: checkpointListQuerySchema,
  body: null,
  headers: [],
  answer: {
    status: 200,
    description: "Checkpoints, newest first.",
    mediaType: "application/json",
    schema: checkpointListSchema,
  },
  errors: ["forbidden"],
} as const satisfies RouteContract;
