import { open, rename, rm } from "node:fs/promises";

/** Writes a file so that a reader, also after a crash, finds the old content or the new, never a part. */
export async function writeWhole(path: string, content: string, mode: number): Promise<void> {
  const temporary = `${path}.new`;
  await rm(temporary, { force: true });
  const file = await open(temporary, "wx", mode);
  try {
    await file.writeFile(content);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(temporary, path);
}
