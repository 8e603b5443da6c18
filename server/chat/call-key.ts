import { createHash } from "node:crypto";

/** The idempotency key of what one call files: the same for the same call, and no part of its signature. */
export function callKey(signature: string): string {
  return `chat-${createHash("sha256").update(`chat-call:${signature}`).digest("base64url")}`;
}
