import { readFile } from "node:fs/promises";
import { z } from "zod";
import { unavailable } from "#server/adapters/crypto/kek-file.ts";

const schema = z.strictObject({ format: z.literal(1), destroyed: z.record(z.string(), z.iso.datetime()) });

/**
 * Reads which epochs of the local key were destroyed, and when; none where no epoch ever was.
 *
 * @throws kek_unavailable when the list cannot be read
 */
export async function readDestroyed(path: string): Promise<Readonly<Record<string, string>>> {
  try {
    return schema.parse(JSON.parse(await readFile(path, "utf8"))).destroyed;
  } catch (cause) {
    if (cause instanceof Error && "code" in cause && cause.code === "ENOENT") return {};
    throw unavailable(path, "cannot be read", cause);
  }
}
