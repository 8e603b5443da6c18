import { randomBytes } from "node:crypto";
import { chmod, link, open, rename, rm } from "node:fs/promises";
import { dirname } from "node:path";

/** Writes JSON beside and renames, so that a reader, also after a crash, finds the whole file or the one before. */
export async function writeKeyFile(path: string, content: object, mode: number): Promise<void> {
  const temporary = await writeBeside(path, content, mode);
  try {
    await rename(temporary, path);
  } finally {
    await rm(temporary, { force: true });
  }
  await syncDirectory(dirname(path));
}

/** Does so where there is no file, and leaves one that is there, also one that is written at the same time. */
export async function writeNewKeyFile(path: string, content: object, mode: number): Promise<void> {
  const temporary = await writeBeside(path, content, mode);
  try {
    await link(temporary, path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
  } finally {
    await rm(temporary, { force: true });
  }
  await syncDirectory(dirname(path));
}

/** A rename or a removal is not on the disk before its directory is. */
export async function syncDirectory(path: string): Promise<void> {
  const directory = await open(path, "r");
  try {
    await directory.sync();
  } finally {
    await directory.close();
  }
}

async function writeBeside(path: string, content: object, mode: number): Promise<string> {
  const temporary = `${path}.${randomBytes(4).toString("hex")}.new`;
  const file = await open(temporary, "wx", 0o600);
  try {
    await file.writeFile(`${JSON.stringify(content)}\n`);
    await file.sync();
  } finally {
    await file.close();
  }
  await chmod(temporary, mode);
  return temporary;
}
