import type { Terminal } from "#cli/command.ts";
import type { Instance } from "#cli/local/read-instance.ts";
import { homeDirectory } from "#cli/places.ts";
import { readSettings, type Settings } from "#server/settings.ts";

/**
 * The settings that the processes of this home run with: what the instance said of itself goes before our environment.
 *
 * @throws settings_invalid
 */
export function localSettings(instance: Instance | null, { env }: Pick<Terminal, "env">): Settings {
  const own = { LATCHKEY_HOME: homeDirectory(env), ...(instance && settingsOf(instance)) };
  return readSettings({ ...env, ...own } as unknown as NodeJS.ProcessEnv);
}

function settingsOf({ publicUrl, revealUrl, catalogDir, ports, databaseUrlFiles }: Instance): Record<string, string> {
  const files = Object.entries(databaseUrlFiles ?? {}).filter(([name]) => ["web", "worker", "reveal"].includes(name));
  return {
    LATCHKEY_PUBLIC_URL: publicUrl,
    LATCHKEY_REVEAL_URL: revealUrl,
    CATALOG_DIR: catalogDir,
    PORT: String(ports.web),
    REVEAL_PORT: String(ports.reveal),
    IDP_PORT: String(ports.idp),
    ...Object.fromEntries(files.map(([name, file]) => [`DATABASE_URL_${name.toUpperCase()}_FILE`, file])),
  };
}
