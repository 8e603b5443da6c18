import { readFile } from "node:fs/promises";
import { z } from "zod";
import { writeWhole } from "#scripts/embedded/home/write-whole.ts";
import { StartError } from "#scripts/embedded/start-error.ts";

const schema = z.object({
  format: z.literal(1),
  /** Parts that were made completely: what is missing of them is lost, and never made anew silently. */
  made: z.array(z.enum(["keys", "system", "target"])),
  madeAt: z.iso.datetime(),
  /** Port of the target cluster. */
  pgPort: z.number().int().min(1).max(65_535),
  /** Port of the cache server; a home that is older than caches has none yet. */
  cachePort: z.number().int().min(1).max(65_535).optional(),
  /** Port of the certificate authority; a home that is older than certificates has none yet. */
  pkiPort: z.number().int().min(1).max(65_535).optional(),
});

/** What `home.json` says about a home. */
export type HomeDescription = z.output<typeof schema>;

/** A part of a home that is made once. */
export type HomePart = HomeDescription["made"][number];

/**
 * Reads `home.json`; gives null where there is none.
 *
 * @throws StartError when it is damaged or of a newer format
 */
export async function readHomeDescription(path: string): Promise<HomeDescription | null> {
  const text = await readFile(path, "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return null;
    throw error;
  });
  if (text === null) return null;
  const value = parseJson(text);
  const newer = z.object({ format: z.number().min(2) }).safeParse(value);
  if (newer.success)
    throw new StartError(`${path} was written by a newer Latchkey: start that one, or use another LATCHKEY_HOME.`);
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new StartError(`${path} is damaged: restore it from a backup, or use another LATCHKEY_HOME.`);
}

/** Writes `home.json`. */
export async function writeHomeDescription(path: string, description: HomeDescription): Promise<void> {
  await writeWhole(path, `${JSON.stringify(description, null, 2)}\n`, 0o600);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
