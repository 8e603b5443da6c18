import { once } from "node:events";
import { readdir, readFile } from "node:fs/promises";
import { connect } from "node:net";
import { join } from "node:path";
import { dropAdminSecret, keepAdminSecret, type AdminUrlName } from "#scripts/embedded/back-ends/admin-secret.ts";
import type { BackEnd, BackEndInput } from "#scripts/embedded/back-ends/open-back-ends.ts";
import { readSetting } from "#server/settings.ts";

const patienceMs = 3000;
const nothingToStop: BackEnd = { stop: async () => undefined };

/** Those that another opener keeps. */
const ours: ReadonlySet<string> = new Set(["target-admin-url", "cache-admin-url", "authority-admin-url"]);

/**
 * Connects every server of the operator's whose address is a setting: a back end of the catalog with the secret
 * `secrets/mariadb-admin-url` is connected by `MARIADB_ADMIN_URL`, one with `secrets/rabbitmq-management-url` by
 * `RABBITMQ_MANAGEMENT_URL`, and so on for any other name. A new resource type needs no code here. Without the setting
 * the back end is left out, unless an operator put the secret there by hand.
 *
 * @throws settings_invalid when the file of a setting cannot be read
 */
export async function openOperators({ settings, home, tell }: BackEndInput): Promise<BackEnd> {
  const wanted = await listAdminUrls(settings.CATALOG_DIR);
  const kept: readonly string[] = await readdir(home.paths.secrets).catch(() => []);
  for (const name of new Set([...wanted, ...kept.filter(isAdminUrl)])) {
    const setting = settingOf(name);
    const url = wanted.includes(name) ? readSetting(setting) : undefined;
    if (url === undefined || url === "") {
      await dropAdminSecret(home, name);
      continue;
    }
    const reason = await tryAddress(url);
    // It may be down for a moment only: work on it is tried again, as on any back end that does not answer.
    if (reason !== null) tell(`${setting} does not lead to a server: ${reason}.`);
    await keepAdminSecret(home, name, url);
  }
  return nothingToStop;
}

async function listAdminUrls(catalogDir: string): Promise<AdminUrlName[]> {
  const text = await readFile(join(catalogDir, "backends.yaml"), "utf8").catch(() => "");
  const named = [...text.matchAll(/^\s*adminSecretFile:\s*["']?secrets\/([a-z0-9-]+)/gm)].map(([, name = ""]) => name);
  return named.filter(isAdminUrl);
}

function isAdminUrl(name: string): name is AdminUrlName {
  return /^[a-z0-9]+(-[a-z0-9]+)*-(admin|management)-url$/.test(name) && !ours.has(name);
}

function settingOf(name: AdminUrlName): string {
  return name.replaceAll("-", "_").toUpperCase();
}

/** Gives why nobody answers at the URL's host and port, without the URL, or null. */
async function tryAddress(text: string): Promise<string | null> {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null || url.hostname === "") return "it is not a URL such as scheme://USER:PASSWORD@HOST:PORT";
  // Which port is meant without one, only the resource type knows.
  if (url.port === "") return null;
  const socket = connect({ host: url.hostname.replace(/^\[|\]$/g, ""), port: Number(url.port) });
  try {
    await once(socket, "connect", { signal: AbortSignal.timeout(patienceMs) });
    return null;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ECONNREFUSED") return "nothing listens there";
    return code === "ENOTFOUND" || code === "EAI_AGAIN" ? "the host name is unknown" : "it does not answer";
  } finally {
    socket.destroy();
  }
}
