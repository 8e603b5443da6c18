import { join } from "node:path";

/** Where the local key-encryption key lies: one file per epoch and half, and a pointer to the epoch that seals. */
export function kekPaths(kekDir: string) {
  const publicDir = join(kekDir, "public");
  const privateDir = join(kekDir, "private");
  return {
    publicDir,
    privateDir,
    current: join(publicDir, "current.json"),
    publicKey: (keyId: string) => join(publicDir, `${keyId}.json`),
    privateKey: (keyId: string) => join(privateDir, `${keyId}.json`),
    /** Which epochs were destroyed, and when. */
    destroyed: join(privateDir, "destroyed.json"),
    /** What reveal signs enrolled devices with, and what workers verify them by. */
    deviceKey: {
      directory: privateDir,
      signingKey: join(privateDir, "devices.json"),
      verifiers: join(publicDir, "devices.txt"),
    },
    /** When the keeper was last here. */
    lastKept: join(publicDir, "last-kept.json"),
  };
}
