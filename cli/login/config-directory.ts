import { isAbsolute, join } from "node:path";
import type { Terminal } from "#cli/command.ts";

/**
 * The folder of this person's sign-ins: `$XDG_CONFIG_HOME/latchkey`, else `~/.config/latchkey`, on Windows
 * `%APPDATA%\latchkey`; null where the environment names no home.
 */
export function configDirectory(env: Terminal["env"], platform: NodeJS.Platform = process.platform): string | null {
  // The specification of base directories has relative paths ignored.
  const named = env.XDG_CONFIG_HOME;
  if (named && isAbsolute(named)) return join(named, "latchkey");
  if (platform === "win32" && env.APPDATA) return join(env.APPDATA, "latchkey");
  return env.HOME ? join(env.HOME, ".config", "latchkey") : null;
}
