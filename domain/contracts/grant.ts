import { z } from "zod";
import { accesses } from "#domain/provisioning/resource-type.ts";

/** The life of a grant; everything after `claiming` is final for its payload. */
export const grantStates = [
  "pending",
  "claiming",
  "revealed",
  "confirmed",
  "unconfirmed",
  "expired",
  "revoked",
] as const;
export type GrantState = (typeof grantStates)[number];

/** What is known of who still uses an overtaken credential. */
export const drainingSchema = z.object({
  until: z.iso.datetime().meta({ description: "When it ends at the latest, with its open connections." }),
  watched: z.boolean().meta({ description: "Whether its back end tells who uses it; if not, it ends at `until`." }),
  connections: z.number().int().nullable().meta({ description: "Open at the last look; null: nobody has looked yet." }),
  from: z
    .array(z.string())
    .meta({ description: "At most ten, as the back end names them: an address and what the client calls itself." }),
  lastActiveAt: z.iso.datetime().nullable(),
  lookedAt: z.iso.datetime().nullable(),
});
export type DrainingView = z.infer<typeof drainingSchema>;

/** Metadata of a grant; the id is not a capability. */
export const grantSchema = z.object({
  id: z.string(),
  url: z.string().meta({ description: "The page on the reveal origin." }),
  state: z.enum(grantStates),
  recipient: z
    .object({ subject: z.string(), email: z.string().nullable() })
    .meta({ description: "The one person who can open it, as the identity provider names them." }),
  resourceId: z.string(),
  generation: z.number().int().meta({ description: "Counts the credentials of its resource from 1." }),
  expiresAt: z.iso.datetime().meta({ description: "Until when it can be opened." }),
  revealedAt: z.iso
    .datetime()
    .nullable()
    .meta({ description: "When its recipient received it; null when they have not." }),
  endedAt: z.iso.datetime().nullable().meta({
    description:
      "When the back end proved that this generation lets nobody in any more; null while it does, or that is not proven.",
  }),
  access: z.enum(accesses).meta({ description: "What it is good for: everything its owner may do, or reading only." }),
  draining: drainingSchema.nullable().meta({
    description: "Of one that a newer one has overtaken and that still lets in: until when, and who uses it.",
  }),
  changedElsewhereAt: z.iso.datetime().nullable().meta({
    description:
      "Since when its back end has kept another secret than was delivered, which nobody here changed; null: it has not.",
  }),
  emergencyUntil: z.iso
    .datetime()
    .nullable()
    .meta({ description: "Of emergency access, when it ends; null: an ordinary credential." }),
});
export type GrantView = z.infer<typeof grantSchema>;
