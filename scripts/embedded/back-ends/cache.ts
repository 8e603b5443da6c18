import { randomBytes } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { dropAdminSecret, isOperators, keepAdminSecret } from "#scripts/embedded/back-ends/admin-secret.ts";
import type { BackEnd, BackEndInput } from "#scripts/embedded/back-ends/open-back-ends.ts";
import { askCacheServer } from "#scripts/embedded/cache/ask-server.ts";
import { cacheAdmin, cacheUrl, type CacheServer } from "#scripts/embedded/cache/cache-server.ts";
import { findCacheBinary } from "#scripts/embedded/cache/find-binary.ts";
import { findCacheServer } from "#scripts/embedded/cache/find-server.ts";
import { startCacheServer } from "#scripts/embedded/cache/start-server.ts";
import { stopCacheServer } from "#scripts/embedded/cache/stop-server.ts";
import type { Home } from "#scripts/embedded/home/open-home.ts";
import { namesSecret } from "#scripts/embedded/names-secret.ts";
import { keepRunning } from "#scripts/embedded/keep-running.ts";
import { StartError } from "#scripts/embedded/start-error.ts";

const secret = "cache-admin-url";
const nothingToStop: BackEnd = { stop: async () => undefined };

/**
 * Connects the operator's Redis or Valkey where `CACHE_REDIS_URL` names one or its secret lies in the home already, else
 * starts the home's own server where a server program is on the machine, else leaves the cache out.
 */
export async function openCache({ settings, home, tell }: BackEndInput): Promise<BackEnd> {
  const url = settings.CACHE_REDIS_URL;
  if (url !== undefined) return connectOperators({ url, home, tell });
  if (await isOperators(home, secret)) return nothingToStop;
  const isWanted = await namesSecret(settings.CATALOG_DIR, secret);
  const binary = isWanted ? await findCacheBinary(process.env.PATH ?? "") : null;
  const problem = binary?.problem ?? null;
  if (binary === null || problem !== null) {
    if (problem !== null) tell(`Caches are not connected: ${problem}.`);
    await leaveOut(home);
    return nothingToStop;
  }
  try {
    return await runOwn(home, binary.path, tell);
  } catch (error) {
    if (!(error instanceof StartError)) throw error;
    tell(`Caches are not connected. ${error.message}`);
    await leaveOut(home);
    return nothingToStop;
  }
}

async function connectOperators({ url, home, tell }: Pick<BackEndInput, "home" | "tell"> & { url: string }) {
  const reason = await askCacheServer(url);
  // It may be down for a moment only: work on it is tried again, as on any back end that does not answer.
  if (reason !== null) tell(`CACHE_REDIS_URL does not lead to a Redis or Valkey: ${reason}.`);
  await stopCacheServer(placeOf(home));
  await keepAdminSecret(home, secret, url);
  return nothingToStop;
}

async function runOwn(home: Home, binary: string, tell: (sentence: string) => void): Promise<BackEnd> {
  const password = (await readPassword(home)) ?? randomBytes(24).toString("base64url");
  const server: CacheServer = { ...placeOf(home), binary, password, user: home.databaseUser };
  const detached = {
    title: "cache server",
    log: join(server.directory, "server.log"),
    start: () => startCacheServer(server),
    findPid: () => findCacheServer(server),
    stop: () => stopCacheServer(server),
  };
  // Kept first: a server that is taken over after a kill is known by this password.
  await keepAdminSecret(home, secret, cacheUrl(server));
  return keepRunning(detached, tell);
}

/** The password of the last start, unless the secret is an operator's or gone: then the next start sets a new one. */
async function readPassword(home: Home): Promise<string | null> {
  const kept = await readFile(join(home.paths.secrets, secret), "utf8").catch(() => "");
  const url = URL.canParse(kept) ? new URL(kept) : null;
  const isOwn = url?.username === cacheAdmin && url.host === `127.0.0.1:${home.cachePort}`;
  return isOwn && url.password !== "" ? decodeURIComponent(url.password) : null;
}

async function leaveOut(home: Home): Promise<void> {
  await stopCacheServer(placeOf(home));
  await dropAdminSecret(home, secret);
}

function placeOf(home: Home): Pick<CacheServer, "directory" | "port"> {
  return { directory: home.paths.cache, port: home.cachePort };
}
