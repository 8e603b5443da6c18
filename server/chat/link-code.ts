import { createHash, randomBytes } from "node:crypto";

const form = /^[A-Za-z0-9_-]{43}$/;

/** Makes the code of a link: 256 random bits, base64url. Only who asked for it ever has it. */
export function newLinkCode(): string {
  return randomBytes(32).toString("base64url");
}

/** What the ledger keeps of a code: its SHA-256. Gives null for text that no code can be. */
export function hashLinkCode(code: string): Buffer | null {
  return form.test(code) ? createHash("sha256").update(`chat-link:${code}`).digest() : null;
}
