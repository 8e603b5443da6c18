import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { z } from "zod";
import { CliError } from "#cli/cli-error.ts";
import type { Terminal } from "#cli/command.ts";

type Environment = Terminal["env"];

const homeUrls = z.object({ publicUrl: z.string(), revealUrl: z.string() });

/** The home of this clone or of `LATCHKEY_HOME`, as an absolute path. */
export function homeDirectory(env: Environment): string {
  const clone = fileURLToPath(new URL("../", import.meta.url));
  return env.LATCHKEY_HOME ? resolve(env.LATCHKEY_HOME) : join(clone, ".latchkey");
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

/** The bearer of every call. @throws CliError that says how to get one */
export function bearerToken(env: Environment): string {
  const token = env.LATCHKEY_TOKEN?.trim() ?? "";
  if (/^[\x21-\x7e]+$/.test(token)) return token;
  throw new CliError(
    "Set LATCHKEY_TOKEN to an access token (embedded mode: latchkey token create --as dana@latchkey.test --scope all).",
  );
}

function urlsOfHome(env: Environment): z.infer<typeof homeUrls> | null {
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
