import { z } from "zod";

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
  /** Of emergency access, when it ends; null: an ordinary credential. */
  emergencyUntil: z.iso.datetime().nullable(),
});
export type GrantView = z.infer<typeof grantSchema>;
