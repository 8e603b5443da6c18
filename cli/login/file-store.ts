import { createHash, randomUUID } from "node:crypto";
import { constants, lstat, mkdir, open, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { CliError } from "#cli/cli-error.ts";
import { sessionSchema, type Session } from "#cli/login/session.ts";
import type { TokenStore } from "#cli/login/token-store.ts";

const bytesMax = 131_072;
const isPosix = process.platform !== "win32";

/**
 * Keeps each session in a file of its own, 0600 in a folder of 0700, replaced in one step.
 *
 * A folder or file that others can read or write, that belongs to somebody else, or that is a link is refused, not
 * mended: who made it so may have read it.
 */
export function createFileStore(directory: string): TokenStore {
  const pathOf = (origin: string) => sessionPath(directory, origin);
  return {
    kind: "file",
    async read(origin) {
      if (!(await isOwnDirectory(directory))) return null;
      const text = await readOwn(pathOf(origin));
      return text === null ? null : parseSession(text, { origin, path: pathOf(origin) });
    },
    async write(session) {
      await mkdir(directory, { recursive: true, mode: 0o700 });
      await isOwnDirectory(directory);
      await replace(pathOf(session.origin), `${JSON.stringify(session)}\n`);
    },
    async forget(origin) {
      if (!(await isOwnDirectory(directory))) return false;
      return rm(pathOf(origin)).then(
        () => true,
        (error: NodeJS.ErrnoException) => {
          if (error.code === "ENOENT") return false;
          throw new CliError(`${pathOf(origin)} cannot be removed: ${error.message}.`, { cause: error });
        },
      );
    },
  };
}

/** The file of an origin's session; the name tells nothing but that. */
export function sessionPath(directory: string, origin: string): string {
  return join(directory, `${createHash("sha256").update(origin).digest("hex").slice(0, 32)}.json`);
}

/** False where it is not there. @throws CliError when it is not ours alone */
async function isOwnDirectory(path: string): Promise<boolean> {
  const found = await lstat(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return null;
    throw new CliError(`${path} cannot be read: ${error.message}.`, { cause: error });
  });
  if (found === null) return false;
  if (!found.isDirectory()) throw new CliError(`${path} is no folder: remove it, and sign in again.`);
  if (isOthers(found)) throw new CliError(`${path} is open to others: chmod 700 ${path}, and sign in again.`);
  return true;
}

async function readOwn(path: string): Promise<string | null> {
  const file = await open(path, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0)).catch(
    (error: NodeJS.ErrnoException) => {
      if (error.code === "ENOENT") return null;
      if (error.code === "ELOOP") throw new CliError(`${path} is a link: remove it, and sign in again.`);
      throw new CliError(`${path} cannot be read: ${error.message}.`, { cause: error });
    },
  );
  if (file === null) return null;
  try {
    const found = await file.stat();
    if (!found.isFile() || found.size > bytesMax) throw new CliError(`${path} is no sign-in: remove it.`);
    if (isOthers(found)) throw new CliError(`${path} is open to others: remove it, and sign in again.`);
    return await file.readFile("utf8");
  } finally {
    await file.close();
  }
}

function isOthers({ mode, uid }: { readonly mode: number; readonly uid: number }): boolean {
  return isPosix && ((mode & 0o077) !== 0 || uid !== process.getuid?.());
}

/** Writes beside it and renames, so that a reader sees the old or the new and a link in its place is not followed. */
async function replace(path: string, text: string): Promise<void> {
  const beside = `${path}.${randomUUID()}.new`;
  try {
    const file = await open(beside, "wx", 0o600);
    try {
      await file.writeFile(text);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(beside, path);
  } catch (cause) {
    await rm(beside, { force: true });
    throw new CliError(`${path} cannot be written: ${cause instanceof Error ? cause.message : String(cause)}.`, {
      cause,
    });
  }
}

function parseSession(text: string, { origin, path }: { origin: string; path: string }): Session {
  const parsed = sessionSchema.safeParse(parseJson(text));
  if (parsed.success && parsed.data.origin === origin) return parsed.data;
  throw new CliError(`${path} is damaged: remove it, and sign in again.`);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
