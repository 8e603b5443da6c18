import { z } from "zod";
import { platformRoles } from "#domain/access/actor.ts";

/** Somebody who is known here. */
export const knownPersonSchema = z.object({
  id: z.string(),
  name: z.string(),
  email: z.string().nullable(),
  teams: z.array(z.object({ id: z.string(), lead: z.boolean() })),
  roles: z.array(z.enum(platformRoles)),
  lastSignInAt: z.iso.datetime().nullable(),
  deactivatedAt: z.iso.datetime().nullable(),
  owns: z.number().int().meta({ description: "Resources they own that are not destroyed." }),
  requests: z.number().int().meta({ description: "Requests of theirs that wait, or are approved and not started." }),
  accountTokens: z.array(z.object({ id: z.string(), hint: z.string(), serviceAccount: z.string() })).meta({
    description: "Tokens of service accounts that they made and that still work: they outlast a deactivation.",
  }),
  can: z.object({ deactivate: z.boolean(), reactivate: z.boolean() }).meta({ description: "What the caller can do." }),
});
export type KnownPersonView = z.infer<typeof knownPersonSchema>;

/** Filters of the list. */
export const personListQuerySchema = z.strictObject({
  q: z.string().max(100).optional(),
  state: z.enum(["active", "deactivated"]).optional(),
  cursor: z.string().max(200).optional(),
  limit: z.coerce.number().int().min(1).max(100).optional(),
});
export type PersonListQuery = z.infer<typeof personListQuerySchema>;

/** One page, who became known last first. */
export const personListSchema = z.object({ items: z.array(knownPersonSchema), nextCursor: z.string().nullable() });

/** Body of `POST /people/{id}/deactivate`. */
export const deactivateBodySchema = z.strictObject({
  reason: z.string().trim().min(1).max(500).meta({ title: "Reason" }),
});
export type DeactivateBody = z.infer<typeof deactivateBodySchema>;
