import { createHash, randomBytes } from "node:crypto";

const form = /^[A-Za-z0-9_-]{43}$/;

/** Makes the token of a new session: 256 random bits, base64url. Only the browser ever has it. */
export function newSessionToken(): string {
  return randomBytes(32).toString("base64url");
}

/** What the ledger keeps of a session token: its SHA-256. Gives null for text that no session token can be. */
export function hashSessionToken(token: string): Buffer | null {
  return form.test(token) ? createHash("sha256").update(token).digest() : null;
}
