import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { z } from "zod";
import { CliError } from "#cli/cli-error.ts";
import { cloneDirectory } from "#cli/clone-directory.ts";
import type { Terminal } from "#cli/command.ts";

type Environment = Terminal["env"];

const homeUrls = z.object({ publicUrl: z.string(), revealUrl: z.string() });

/** The home of this clone or of `LATCHKEY_HOME`, as an absolute path; outside a clone `.latchkey` of this folder. */
export function homeDirectory(env: Environment): string {
  return env.LATCHKEY_HOME ? resolve(env.LATCHKEY_HOME) : resolve(cloneDirectory ?? ".", ".latchkey");
}

/** The API's origin: `LATCHKEY_URL`, else `LATCHKEY_PUBLIC_URL`, else that of this home, else the default. */
export function apiOrigin(env: Environment): string {
  const url = env.LATCHKEY_URL || env.LATCHKEY_PUBLIC_URL || urlsOfHome(env)?.publicUrl;
  return originOf("LATCHKEY_URL", url ?? `http://127.0.0.1:${env.PORT || "3000"}`);
}

/** The reveal origin: `LATCHKEY_REVEAL_URL`, else that of this home, else the default. */
export function revealOrigin(env: Environment): string {
  const url = env.LATCHKEY_REVEAL_URL || urlsOfHome(env)?.revealUrl;
  return originOf("LATCHKEY_REVEAL_URL", url ?? `http://127.0.0.1:${env.REVEAL_PORT || "3001"}`);
}

function urlsOfHome(env: Environment): z.infer<typeof homeUrls> | null {
  // A file of whatever folder one stands in says nothing about where tokens go.
  if (cloneDirectory === null && !env.LATCHKEY_HOME) return null;
  try {
    return homeUrls.parse(JSON.parse(readFileSync(join(homeDirectory(env), "settings.json"), "utf8")));
  } catch {
    return null;
  }
}

function originOf(name: string, url: string): string {
  if (URL.canParse(url) && /^https?:$/.test(new URL(url).protocol)) return url.replace(/\/+$/, "");
  throw new CliError(`${name} is not an http or https URL.`);
}
