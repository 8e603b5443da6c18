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
  /** When it ends at the latest, with its open connections. */
  until: z.iso.datetime(),
  /** Whether its back end tells who uses it; if not, it ends at `until`. */
  watched: z.boolean(),
  /** Open at the last look; null: nobody has looked yet. */
  connections: z.number().int().nullable(),
  /** At most ten, as the back end names them: an address and what the client calls itself. */
  from: z.array(z.string()),
  lastActiveAt: z.iso.datetime().nullable(),
  lookedAt: z.iso.datetime().nullable(),
});
export type DrainingView = z.infer<typeof drainingSchema>;

/** Metadata of a grant; the id is not a capability. */
export const grantSchema = z.object({
  id: z.string(),
  /** The page on the reveal origin. */
  url: z.string(),
  state: z.enum(grantStates),
  recipient: z.object({ subject: z.string(), email: z.string().nullable() }),
  resourceId: z.string(),
  generation: z.number().int(),
  expiresAt: z.iso.datetime(),
  /** When its recipient received it; null when they have not. */
  revealedAt: z.iso.datetime().nullable(),
  /** When the back end proved that this generation lets nobody in any more; null while it does, or that is not proven. */
  endedAt: z.iso.datetime().nullable(),
  /** What it is good for: everything its owner may do, or reading only. */
  access: z.enum(accesses),
  /** Of one that a newer one has overtaken and that still lets in: until when, and who uses it. */
  draining: drainingSchema.nullable(),
  /** Since when its back end has kept another secret than was delivered, which nobody here changed; null: it has not. */
  changedElsewhereAt: z.iso.datetime().nullable(),
  /** Of emergency access, when it ends; null: an ordinary credential. */
  emergencyUntil: z.iso.datetime().nullable(),
});
export type GrantView = z.infer<typeof grantSchema>;
