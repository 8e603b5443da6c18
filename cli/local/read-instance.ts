import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { CliError } from "#cli/cli-error.ts";
import type { Terminal } from "#cli/command.ts";
import { homeDirectory } from "#cli/places.ts";

const instanceSchema = z.object({
  format: z.literal(1),
  startedAt: z.iso.datetime(),
  supervisorPid: z.number().int(),
  publicUrl: z.string(),
  revealUrl: z.string(),
  catalogDir: z.string(),
  embeddedIssuer: z.boolean(),
  embeddedLedger: z.boolean(),
  ports: z.object({ web: z.number(), reveal: z.number(), idp: z.number(), target: z.number() }),
  databaseUrlFiles: z.record(z.string(), z.string()).nullable(),
});

/** What `settings.json` of a home says about the instance that it last ran. */
export type Instance = z.infer<typeof instanceSchema> & { readonly home: string };

/**
 * Reads what this home last ran; gives null in a home that never ran, and outside embedded mode.
 *
 * @throws CliError when the file is there and cannot be read
 */
export async function readInstance({ env }: Pick<Terminal, "env">): Promise<Instance | null> {
  const home = homeDirectory(env);
  const path = join(home, "settings.json");
  let text: string;
  try {
    text = await readFile(path, "utf8");
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw new CliError(`${path} cannot be read: run this as the user that started Latchkey.`, { cause });
  }
  const parsed = instanceSchema.safeParse(parseJson(text));
  if (parsed.success) return { ...parsed.data, home };
  throw new CliError(`${path} is damaged: start Latchkey again.`);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
