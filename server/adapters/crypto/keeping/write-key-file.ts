import { randomBytes } from "node:crypto";
import { chmod, open, rename, rm, stat } from "node:fs/promises";
import { dirname } from "node:path";

/** Writes JSON beside and renames, so that a reader, also after a crash, finds the whole file or the one before. */
export async function writeKeyFile(path: string, content: object, mode: number): Promise<void> {
  const temporary = `${path}.${randomBytes(4).toString("hex")}.new`;
  const file = await open(temporary, "wx", 0o600);
  try {
    await file.writeFile(`${JSON.stringify(content)}\n`);
    await file.sync();
  } finally {
    await file.close();
  }
  await chmod(temporary, mode);
  await rename(temporary, path);
  await syncDirectory(dirname(path));
}

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

/** A rename or a removal is not on the disk before its directory is. */
async function syncDirectory(path: string): Promise<void> {
  const directory = await open(path, "r");
  try {
    await directory.sync();
  } finally {
    await directory.close();
  }
}
