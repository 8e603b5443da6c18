import { orphanListQuerySchema, orphanListSchema } from "#domain/contracts/orphan.ts";
import type { RouteContract } from "#domain/contracts/routes/route-contract.ts";

/** `GET /orphans`: what bears our mark on a back end and belongs to nothing that lives. */
export const listOrphansRoute = {
  id: "listOrphans",
  method: "GET",
  base: "api",
  path: "/orphans",
  summary: "List orphans",
  description: "For platform, security, auditors and administrators: the newest first, what is over with `only=all`.",
  tag: "Resources",
  scope: "resources:read",
  params: null,
  query: orphanListQuerySchema,
  body: null,
  headers: [],
  answer: { status: 200, description: "Orphans.", mediaType: "application/json", schema: orphanListSchema },
  errors: ["forbidden"],
} as const satisfies RouteContract;
