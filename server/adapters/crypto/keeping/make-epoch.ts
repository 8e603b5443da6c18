import { randomBytes } from "node:crypto";
import { kekPaths } from "#server/adapters/crypto/kek-paths.ts";
import { makeKeyHalves } from "#server/adapters/crypto/key-halves.ts";
import { writeKeyFile } from "#server/adapters/crypto/write-key-file.ts";

const hourMs = 3_600_000;

/**
 * Makes a key pair and lets it seal: `private/<keyId>.json` (0400), `public/<keyId>.json` (0444), then the pointer.
 *
 * It may be destroyed once the day it seals, the longest claim window and a further day are over. A crash on the way
 * leaves at most a key that nothing was sealed to.
 */
export async function makeEpoch(kekDir: string, at: { now: Date; claimWindowHoursMax: number }): Promise<string> {
  const { now, claimWindowHoursMax } = at;
  const paths = kekPaths(kekDir);
  const halves = makeKeyHalves();
  const publicKey = halves.publicKey.toString("base64url");
  const keyId = `local-${now.toISOString().slice(0, 10).replaceAll("-", "")}-${randomBytes(4).toString("hex")}`;
  const destroyAfter = new Date(now.getTime() + (24 + claimWindowHoursMax + 24) * hourMs).toISOString();
  const half = { format: 1, keyId, suite: "DHKEM-P256-SHA256", createdAt: now.toISOString(), destroyAfter, publicKey };
  const privateKey = halves.privateKey.toString("base64url");
  halves.privateKey.fill(0);
  await writeKeyFile(paths.privateKey(keyId), { ...half, privateKey }, 0o400);
  await writeKeyFile(paths.publicKey(keyId), half, 0o444);
  await writeKeyFile(paths.current, { keyId }, 0o644);
  return keyId;
}
