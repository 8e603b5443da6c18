import { readFile, stat } from "node:fs/promises";
import { isAppError, type AppError } from "#domain/errors/app-error.ts";

/** Who else may reach a key file, and how its reader says that something is wrong with it. */
export interface FileRule {
  /** Bits of the mode that may not be set. */
  readonly forbidden: number;
  /** What is wrong when one is. */
  readonly sentence: string;
  /** Whether it must belong to this process's user, or to root, who mounted it. */
  readonly ownersOnly: boolean;
  readonly fail: (what: string, cause?: unknown) => AppError;
}

/**
 * Reads a key file that nobody else could have read, or changed, as its rule has it; null: there is none.
 *
 * @throws what `rule.fail` makes of the first thing that is wrong
 */
export async function readGuarded(path: string, { forbidden, sentence, ownersOnly, fail }: FileRule) {
  try {
    const { mode, uid } = await stat(path);
    if ((mode & forbidden) !== 0) throw fail(sentence);
    const isOwn = uid === process.getuid?.() || uid === 0;
    if (ownersOnly && !isOwn) throw fail("belongs to another user than the process that opens");
    return await readFile(path, "utf8");
  } catch (error) {
    if (isAppError(error)) throw error;
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return null;
    throw fail("cannot be read", error);
  }
}
