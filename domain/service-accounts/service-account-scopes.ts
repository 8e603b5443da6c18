import type { Scope } from "#domain/contracts/routes/route-contract.ts";

/** Every scope that a token of a service account may carry: none of them approves, reveals or stands for all. */
export const serviceAccountScopes = [
  "templates:read",
  "requests:read",
  "requests:write",
  "resources:read",
  "resources:write",
  "leases:read",
  "leases:write",
  "grants:read",
] as const satisfies readonly Scope[];

export type ServiceAccountScope = (typeof serviceAccountScopes)[number];
