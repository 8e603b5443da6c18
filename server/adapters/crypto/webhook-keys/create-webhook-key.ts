import { createECDH, randomBytes } from "node:crypto";
import { chmod, link, mkdir, rm, writeFile } from "node:fs/promises";
import { dirname } from "node:path";

/**
 * Makes the worker's key pair that signing keys of webhooks are sealed to, at `path`, where there is none.
 *
 * A file that is there is never replaced, also not by another start at the same time. With a new key the keys of all
 * endpoints would have to be rotated.
 * @param mode 0400; 0444 where only a mount keeps others away
 */
export async function createWebhookKey(path: string, mode = 0o400, now = new Date()): Promise<void> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const ecdh = createECDH("prime256v1");
  const publicKey = ecdh.generateKeys();
  const privateKey = Buffer.alloc(32);
  const scalar = ecdh.getPrivateKey();
  scalar.copy(privateKey, 32 - scalar.length);
  const day = now.toISOString().slice(0, 10).replaceAll("-", "");
  const key = {
    format: 1,
    keyId: `wk-${day}-${randomBytes(4).toString("hex")}`,
    suite: "DHKEM-P256-SHA256",
    createdAt: now.toISOString(),
    publicKey: publicKey.toString("base64url"),
    privateKey: privateKey.toString("base64url"),
  };
  const temporary = `${path}.${randomBytes(4).toString("hex")}.new`;
  try {
    await writeFile(temporary, `${JSON.stringify(key)}\n`, { mode: 0o600, flag: "wx", flush: true });
    await chmod(temporary, mode);
    await link(temporary, path).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== "EEXIST") throw error;
    });
  } finally {
    scalar.fill(0);
    privateKey.fill(0);
    await rm(temporary, { force: true });
  }
}
