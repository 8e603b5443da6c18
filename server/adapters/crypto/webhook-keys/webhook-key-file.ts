import { join } from "node:path";
import { z } from "zod";
import { base64urlOf } from "#server/adapters/crypto/base64url-of.ts";

/** The worker's key pair that signing keys of webhooks are sealed to, as it lies in its file. */
export const webhookKeyFileSchema = z.strictObject({
  format: z.literal(1),
  keyId: z.string().regex(/^wk-\d{8}-[0-9a-z]{8}$/),
  suite: z.literal("DHKEM-P256-SHA256"),
  createdAt: z.iso.datetime(),
  publicKey: base64urlOf(65),
  privateKey: base64urlOf(32),
});

/** Both halves, read. */
export type WebhookKeyFile = z.output<typeof webhookKeyFileSchema>;

/** Where it lies in a home: the worker's, 0400. */
export function webhookKeyPath(home: string): string {
  return join(home, "webhooks", "opening-key.json");
}

/** What a sealed signing key is bound to: moved to another endpoint or another row it does not open. */
export function webhookKeyInfo(webhookId: string, keyId: string): ArrayBuffer {
  return new TextEncoder().encode(`latchkey/webhook-key/v1\0${webhookId}\0${keyId}`).buffer;
}
