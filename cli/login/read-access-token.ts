import { z } from "zod";

const claimsSchema = z.object({
  iss: z.string().optional(),
  sub: z.string().optional(),
  aud: z.union([z.string().transform((one) => [one]), z.array(z.string())]).default([]),
  exp: z.number().optional(),
  scope: z.string().default(""),
  name: z.string().optional(),
  email: z.string().optional(),
});

/** What a token says of itself; nothing here is proven. */
export type TokenClaims = z.output<typeof claimsSchema>;

/** Reads the claims of a JWT without checking them, to tell people and to keep it from a foreign origin; null: no JWT. */
export function readAccessToken(token: string): TokenClaims | null {
  const [, payload, ...rest] = token.split(".");
  if (payload === undefined || rest.length !== 1) return null;
  try {
    return claimsSchema.parse(JSON.parse(Buffer.from(payload, "base64url").toString("utf8")));
  } catch {
    return null;
  }
}
