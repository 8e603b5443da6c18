import { randomBytes } from "node:crypto";
import { chmod, open, rm, stat } from "node:fs/promises";
import { dirname } from "node:path";
import { syncDirectory } from "#server/adapters/crypto/write-key-file.ts";

/** Overwrites a file with random bytes, flushes them, and removes it. One that is not there is done already. */
export async function shredFile(path: string): Promise<void> {
  const found = await stat(path).catch(() => null);
  if (found === null) return;
  await chmod(path, 0o600);
  const file = await open(path, "r+");
  try {
    await file.write(randomBytes(found.size), 0, found.size, 0);
    await file.sync();
  } finally {
    await file.close();
  }
  await rm(path);
  await syncDirectory(dirname(path));
}
