import { decodeJwt } from "jose";

/** Gives the claims that a token states, which nobody has verified: to show them, never to believe them. Null: it is no JWT. */
export function readUnverifiedClaims(token: string): Readonly<Record<string, unknown>> | null {
  try {
    return decodeJwt(token);
  } catch {
    return null;
  }
}
