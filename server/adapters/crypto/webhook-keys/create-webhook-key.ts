import { randomBytes } from "node:crypto";
import { mkdir } from "node:fs/promises";
import { dirname } from "node:path";
import { makeKeyHalves } from "#server/adapters/crypto/key-halves.ts";
import { writeNewKeyFile } from "#server/adapters/crypto/write-key-file.ts";

/**
 * Makes the worker's key pair that signing keys of webhooks are sealed to, at `path`, where there is none.
 *
 * A file that is there is never replaced, also not by another start at the same time. With a new key the keys of all
 * endpoints would have to be rotated.
 * @param mode 0400; 0444 where only a mount keeps others away
 */
export async function createWebhookKey(path: string, mode = 0o400, now = new Date()): Promise<void> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const { publicKey, privateKey } = makeKeyHalves();
  const day = now.toISOString().slice(0, 10).replaceAll("-", "");
  const key = {
    format: 1,
    keyId: `wk-${day}-${randomBytes(4).toString("hex")}`,
    suite: "DHKEM-P256-SHA256",
    createdAt: now.toISOString(),
    publicKey: publicKey.toString("base64url"),
    privateKey: privateKey.toString("base64url"),
  };
  privateKey.fill(0);
  await writeNewKeyFile(path, key, mode);
}
