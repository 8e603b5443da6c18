import { open, readFile } from "node:fs/promises";
import { AppError } from "#domain/errors/app-error.ts";
import { anchorLine, parseAnchorLine } from "#domain/audit/anchor-line.ts";
import type { AnchoredNote } from "#domain/audit/check-seals.ts";

const tailBytes = 16_384;

/**
 * Gives every checkpoint of an anchor; none where there is no such file.
 *
 * @throws settings_invalid for a file with a line that is none, but for a last one that a crash cut off
 */
export async function readAnchor(path: string): Promise<AnchoredNote[]> {
  const text = await readFile(path, "utf8").catch((cause: NodeJS.ErrnoException) => {
    if (cause.code === "ENOENT") return "";
    throw new AppError("settings_invalid", `${path} cannot be read.`, { cause });
  });
  const lines = text.split("\n").slice(0, -1);
  return lines.flatMap((line, at) => {
    const note = parseAnchorLine(line);
    if (note !== null) return [note];
    // A line that a crash cut off was closed by the next append, which wrote its checkpoint again.
    if (!line.endsWith("}")) return [];
    throw new AppError("settings_invalid", `${path}:${at + 1} is no checkpoint.`);
  });
}

/** Gives the newest checkpoint of the anchor; null where the file is not there or holds none. */
export async function readLastAnchored(path: string): Promise<AnchoredNote | null> {
  const file = await open(path, "r").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return null;
    throw error;
  });
  if (file === null) return null;
  try {
    const { size } = await file.stat();
    const length = Math.min(size, tailBytes);
    const { buffer } = await file.read(Buffer.alloc(length), 0, length, size - length);
    const notes = buffer.toString("utf8").split("\n").map(parseAnchorLine);
    return notes.findLast((note) => note !== null) ?? null;
  } finally {
    await file.close();
  }
}

/** Appends checkpoints to the anchor, to the disk. A line that a crash cut off is closed first, not continued. */
export async function appendAnchored(path: string, notes: readonly AnchoredNote[]): Promise<void> {
  if (notes.length === 0) return;
  const file = await open(path, "a+", 0o644);
  try {
    const { size } = await file.stat();
    const { buffer } = await file.read(Buffer.alloc(1), 0, 1, Math.max(0, size - 1));
    const isOpen = size > 0 && buffer.toString() !== "\n";
    await file.appendFile((isOpen ? "\n" : "") + notes.map(anchorLine).join(""));
    await file.sync();
  } finally {
    await file.close();
  }
}
