import { z } from "zod";
import { personSchema } from "#domain/contracts/request.ts";
import { ruleIssuerStates } from "#domain/federation/rule-issuer-state.ts";
import { claimsPerRuleMax, claimValueCharactersMax } from "#domain/federation/rule-limits.ts";
import { serviceAccountScopes } from "#domain/service-accounts/service-account-scopes.ts";

const slug = z.string().min(1).max(64);
const cursor = z.string().max(200).optional();
const limit = z.coerce.number().int().min(1).max(100).optional();
const accountId = z.string().regex(/^sa_[0-9a-z]{26}$/, "This is no id of a service account.");
const claims = z.record(z.string(), z.string()).meta({
  description: "Exact values by claim. A claim inside a claim is named by its path: `kubernetes.io/namespace`.",
});

/** A rule: which workloads of an issuer may become a service account, and what they may then ask for. */
export const trustRuleViewSchema = z
  .object({
    id: z.string(),
    serviceAccount: z
      .object({ id: z.string(), name: z.string(), team: z.string() })
      .meta({ description: "What the workload becomes." }),
    description: z.string().meta({ description: "What it is for, in the words of whoever made it." }),
    issuer: z.string().meta({ description: "Name of the workload issuer in the catalog." }),
    issuerUrl: z
      .string()
      .nullable()
      .meta({ description: "`iss` of that issuer's tokens when the rule was made; null: made before this was kept." }),
    issuerState: z.enum(ruleIssuerStates).meta({
      description:
        "How that issuer stands to the catalog's of this name. `other`: it is not the one the rule was made for; `gone`: there is none; `unknown`: the rule does not say. Only a rule whose issuer is `current` is met.",
    }),
    claims,
    environments: z.array(z.string()).meta({ description: "Environments that it may ask for something in." }),
    templates: z.array(z.string()).nullable().meta({ description: "Templates that it may ask for; null: every one." }),
    scopes: z.array(z.string()).meta({ description: "What its access tokens may do." }),
    state: z.enum(["active", "revoked"]),
    createdBy: personSchema,
    createdAt: z.iso.datetime(),
    lastUsedAt: z.iso
      .datetime()
      .nullable()
      .meta({ description: "When it let a workload in last, to the minute; null: it never did." }),
    revokedAt: z.iso.datetime().nullable(),
    revokedBy: personSchema.nullable(),
  })
  .meta({ id: "TrustRule" });
export type TrustRuleView = z.infer<typeof trustRuleViewSchema>;

/** Body of `POST /trust-rules`. */
export const createTrustRuleBodySchema = z.strictObject({
  serviceAccount: accountId.meta({ title: "Service account", description: "Id of what the workload becomes." }),
  description: z.string().trim().max(200).optional().meta({ title: "What it is for", description: "In a few words." }),
  issuer: slug.meta({ title: "Issuer", description: "Name of the workload issuer in the catalog." }),
  claims: z
    .record(z.string().min(1).max(100), z.string().max(claimValueCharactersMax))
    .refine((value) => Object.keys(value).length > 0, "Bind at least one claim.")
    .refine(
      (value) => Object.keys(value).length <= claimsPerRuleMax,
      `A rule binds at most ${claimsPerRuleMax} claims.`,
    )
    .meta({
      title: "Claims",
      description: "Exact values by claim: nothing in them is a pattern. docs/trust-rules.md says which to bind.",
    }),
  environments: z
    .array(slug)
    .min(1, "Choose at least one environment.")
    .max(20)
    .meta({ title: "Environments", description: "The only ones that it may ask in." }),
  templates: z
    .array(slug)
    .min(1, "Choose at least one template, or leave them out for every one.")
    .max(50)
    .nullable()
    .optional()
    .meta({ title: "Templates", description: "The only ones that it may ask for; left out or null: every one." }),
  scopes: z
    .array(
      z.enum(serviceAccountScopes, {
        error: `Use ${serviceAccountScopes.join(", ")}. A service account never approves, never reveals, and never gets all.`,
      }),
    )
    .min(1, "Choose at least one scope.")
    .max(serviceAccountScopes.length)
    .meta({ title: "What it may do", description: "The most that its access tokens may do." }),
});
export type CreateTrustRuleBody = z.infer<typeof createTrustRuleBodySchema>;

/** Filters of the list of trust rules. */
export const trustRuleListQuerySchema = z.strictObject({
  serviceAccount: accountId.optional(),
  team: slug.optional(),
  issuer: slug.optional(),
  state: z.enum(["active", "revoked"]).optional(),
  q: z.string().max(100).optional().meta({ description: "Part of its description, issuer or service account." }),
  cursor,
  limit,
});
export type TrustRuleListQuery = z.infer<typeof trustRuleListQuerySchema>;

/** One page of trust rules, the newest first. */
export const trustRuleListSchema = z.object({
  items: z.array(trustRuleViewSchema),
  nextCursor: z.string().nullable(),
});
