import { z } from "zod";

const tokenSchema = z.object({
  value: z.string().min(1).max(16_384),
  expiresAt: z.iso.datetime(),
  scopes: z.array(z.string()),
});

/** What `latchkey login` keeps of one installation: who signed in there, and a token for each of its two origins. */
export const sessionSchema = z.object({
  format: z.literal(1),
  /** The API's origin; nothing of this is sent to another one. */
  origin: z.string(),
  revealOrigin: z.string(),
  issuer: z.string(),
  /** Buys the next tokens; null where the issuer gives none. */
  refreshToken: z.string().min(1).max(16_384).nullable(),
  /** API scopes that were asked for. */
  scopes: z.array(z.string()),
  person: z.object({ subject: z.string(), name: z.string().nullable(), email: z.string().nullable() }),
  signedInAt: z.iso.datetime(),
  tokens: z.object({ api: tokenSchema, reveal: tokenSchema.nullable() }),
});

/** @see sessionSchema */
export type Session = z.output<typeof sessionSchema>;

/** An access token with its end, by this machine's clock. */
export type SessionToken = z.output<typeof tokenSchema>;
