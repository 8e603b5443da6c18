import { z } from "zod";
import { personSchema } from "#domain/contracts/request.ts";
import { workloadSchema } from "#domain/contracts/workload.ts";
import { tokenDaysMax } from "#domain/service-accounts/service-account-limits.ts";
import { serviceAccountScopes } from "#domain/service-accounts/service-account-scopes.ts";

const slug = z.string().min(1).max(64);
const cursor = z.string().max(200).optional();
const limit = z.coerce.number().int().min(1).max(100).optional();
const accountId = z.string().regex(/^sa_[0-9a-z]{26}$/, "This is no id of a service account.");

/** A caller that is no person, owned by a team. */
export const serviceAccountSchema = z.object({
  id: z.string(),
  name: z.string(),
  team: z.string(),
  description: z.string(),
  state: z.enum(["active", "revoked"]),
  createdBy: personSchema,
  createdAt: z.iso.datetime(),
  revokedAt: z.iso.datetime().nullable(),
  lastUsedAt: z.iso.datetime().nullable().meta({ description: "Of any of its tokens, to the minute." }),
  liveTokens: z.number().int().meta({ description: "Tokens that are neither revoked nor expired." }),
});
export type ServiceAccountView = z.infer<typeof serviceAccountSchema>;

/** Body of `POST /service-accounts`. */
export const createServiceAccountBodySchema = z.strictObject({
  team: slug.meta({ title: "Team", description: "Team that owns it." }),
  name: z
    .string()
    .regex(/^[a-z][a-z0-9-]{2,24}$/, "Use 3 to 25 lower-case letters, digits and hyphens, starting with a letter.")
    .meta({ title: "Name", description: "Unique in its team, for ever." }),
  description: z
    .string()
    .trim()
    .max(500)
    .optional()
    .meta({ title: "What it is for", description: "What it is for; everybody in the team reads it." }),
});
export type CreateServiceAccountBody = z.infer<typeof createServiceAccountBodySchema>;

/** Filters of the list of service accounts. */
export const serviceAccountListQuerySchema = z.strictObject({
  team: slug.optional(),
  state: z.enum(["active", "revoked"]).optional(),
  q: z.string().max(100).optional(),
  cursor,
  limit,
});
export type ServiceAccountListQuery = z.infer<typeof serviceAccountListQuerySchema>;

/** One page of service accounts, the newest first. */
export const serviceAccountListSchema = z.object({
  items: z.array(serviceAccountSchema),
  nextCursor: z.string().nullable(),
});

/** What is known of a token: never the token. */
export const serviceAccountTokenSchema = z.object({
  id: z.string(),
  serviceAccount: z.object({ id: z.string(), name: z.string(), team: z.string() }),
  hint: z.string().meta({ description: "Its first characters, to recognise it by." }),
  scopes: z.array(z.string()),
  state: z.enum(["active", "expired", "revoked"]),
  createdBy: personSchema,
  createdAt: z.iso.datetime(),
  expiresAt: z.iso.datetime(),
  lastUsedAt: z.iso.datetime().nullable().meta({ description: "To the minute." }),
  revokedAt: z.iso.datetime().nullable(),
  trustRule: z
    .string()
    .nullable()
    .meta({ description: "Id of the rule that gave it to a workload; null: a person made it." }),
  workload: workloadSchema.nullable(),
});
export type ServiceAccountTokenView = z.infer<typeof serviceAccountTokenSchema>;

/** Answer of `POST /tokens`: the one time that the token is told. */
export const createdTokenSchema = serviceAccountTokenSchema.extend({
  token: z
    .string()
    .nullable()
    .meta({ description: "The token. It is shown once and stored nowhere: null where this key made it before." }),
});

/** Body of `POST /tokens`. */
export const createTokenBodySchema = z.strictObject({
  serviceAccount: accountId.meta({ description: "Id of the service account." }),
  scopes: z
    .array(
      z.enum(serviceAccountScopes, {
        error: `Use ${serviceAccountScopes.join(", ")}. A service account never approves, never reveals, and never gets all.`,
      }),
    )
    .min(1, "Choose at least one scope.")
    .max(serviceAccountScopes.length)
    .meta({ description: "What the token may be used for; no more than its account could." }),
  expiresInDays: z.number().int().min(1).max(tokenDaysMax).meta({ description: "Days until it ends by itself." }),
});
export type CreateTokenBody = z.infer<typeof createTokenBodySchema>;

/** Filters of the list of tokens. */
export const tokenListQuerySchema = z.strictObject({
  serviceAccount: accountId.optional(),
  state: z.enum(["active", "expired", "revoked"]).optional(),
  of: z
    .enum(["people", "workloads"])
    .optional()
    .meta({ description: "Made by people, which is the default, or exchanged by workloads." }),
  cursor,
  limit,
});
export type TokenListQuery = z.infer<typeof tokenListQuerySchema>;

/** One page of tokens, the newest first. */
export const tokenListSchema = z.object({
  items: z.array(serviceAccountTokenSchema),
  nextCursor: z.string().nullable(),
});
