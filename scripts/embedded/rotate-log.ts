import { renameSync, statSync } from "node:fs";

const bytesMax = 16 * 1024 * 1024;

/** Puts a log that has grown large aside as `<path>.1`, in place of the one before; call it while nobody writes to it. */
export function rotateLog(path: string): void {
  const size = statSync(path, { throwIfNoEntry: false })?.size ?? 0;
  if (size > bytesMax) renameSync(path, `${path}.1`);
}
