import { isUtf8 } from "node:buffer";
import { constants, open, realpath } from "node:fs/promises";
import { sep } from "node:path";
import { catalogLimits } from "#server/catalog/catalog-limits.ts";

/** The text of a file, or why it is not read. */
export type FileText =
  | { readonly text: string }
  | {
      readonly reason: string;
      /** From 1. */
      readonly line: number;
    };

/**
 * Reads one file of a catalog: 256 KiB of UTF-8 at most, from a plain file that lies in the folder itself.
 *
 * A symbolic link is followed as long as it stays inside, which is how mounted volumes keep their files. One that leads
 * out is refused: what was reviewed is the folder. A pipe or a device is never read.
 *
 * @param root the real path of the catalog folder
 */
export async function readCatalogFile(path: string, root: string): Promise<FileText> {
  try {
    const real = await realpath(path);
    if (!real.startsWith(root.endsWith(sep) ? root : root + sep)) {
      return { reason: "it leads out of the catalog folder: put the file itself here", line: 1 };
    }
    // Without waiting: a pipe that nobody writes to would hold up the start for ever.
    const file = await open(real, constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOFOLLOW);
    try {
      const found = await file.stat();
      if (!found.isFile()) return { reason: "it is no file", line: 1 };
      if (found.size > catalogLimits.fileBytes) return tooLarge(found.size);
      const bytes = await readBounded(file);
      return bytes === null ? tooLarge(catalogLimits.fileBytes + 1) : decode(bytes);
    } finally {
      await file.close();
    }
  } catch (error) {
    return {
      reason: `the file cannot be read (${(error as NodeJS.ErrnoException).code ?? "unknown reason"})`,
      line: 1,
    };
  }
}

function tooLarge(bytes: number): FileText {
  return { reason: `the file has ${bytes} bytes; at most ${catalogLimits.fileBytes} are read`, line: 1 };
}

/** Gives null for a file that grew beyond the limit while it was read. */
async function readBounded(file: Awaited<ReturnType<typeof open>>): Promise<Buffer | null> {
  const buffer = Buffer.alloc(catalogLimits.fileBytes + 1);
  let length = 0;
  while (length < buffer.length) {
    const { bytesRead } = await file.read(buffer, length, buffer.length - length, length);
    if (bytesRead === 0) return buffer.subarray(0, length);
    length += bytesRead;
  }
  return null;
}

function decode(bytes: Buffer): FileText {
  if (isUtf8(bytes)) return { text: bytes.toString("utf8") };
  let line = 1;
  let start = 0;
  for (let end = bytes.indexOf(10); end >= 0 && isUtf8(bytes.subarray(start, end)); end = bytes.indexOf(10, start)) {
    start = end + 1;
    line += 1;
  }
  return { reason: "the text is not UTF-8", line };
}
