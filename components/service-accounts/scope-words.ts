import type { ServiceAccountScope } from "#domain/service-accounts/service-account-scopes.ts";

/** What each scope lets a service account do, in plain words. */
export const scopeWords = {
  "templates:read": "See the catalog",
  "requests:read": "See the team's requests",
  "requests:write": "Preview, submit and withdraw requests",
  "resources:read": "See the team's resources",
  "resources:write": "Release the team's resources",
  "leases:read": "See who has a lease, never its credential",
  "leases:write": "Get a short-lived login of its own to the team's resources",
  "grants:read": "See who was given a credential, never the credential",
} as const satisfies Record<ServiceAccountScope, string>;
