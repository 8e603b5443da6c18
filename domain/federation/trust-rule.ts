import { z } from "zod";
import { serviceAccountScopes } from "#domain/service-accounts/service-account-scopes.ts";

/**
 * Which workloads of one issuer may become one service account, and what they may then ask for.
 *
 * A rule never changes: it is made, and it is revoked. `claims` holds exact values, at least one: nothing in it is a pattern.
 */
export const trustRuleSchema = z.object({
  id: z.string(),
  serviceAccountId: z.string(),
  /** Name of a configured workload issuer. */
  issuer: z.string(),
  /** Exact values by claim; a claim inside a claim is named by its path, `kubernetes.io/namespace`. */
  claims: z
    .record(z.string(), z.string())
    .refine((claims) => Object.keys(claims).length > 0, "A rule binds at least one claim."),
  /** Environments that it may ask for something in; at least one. */
  environments: z.array(z.string()).min(1),
  /** Templates that it may ask for; null: every one. */
  templates: z.array(z.string()).min(1).nullable(),
  scopes: z.array(z.enum(serviceAccountScopes)).min(1),
  state: z.enum(["active", "revoked"]),
});
export type TrustRule = z.infer<typeof trustRuleSchema>;
