import { readFile, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { askCacheServer } from "#scripts/embedded/cache/ask-server.ts";
import { cacheUrl, type CacheServer } from "#scripts/embedded/cache/cache-server.ts";
import { findCacheServer } from "#scripts/embedded/cache/find-server.ts";
import { stopCacheServer } from "#scripts/embedded/cache/stop-server.ts";
import { writeCacheFiles } from "#scripts/embedded/cache/write-files.ts";
import { makeOwnDirectory } from "#scripts/embedded/postgres/init-cluster.ts";
import { runTool } from "#scripts/embedded/postgres/run-tool.ts";
import { rotateLog } from "#scripts/embedded/rotate-log.ts";
import { StartError } from "#scripts/embedded/start-error.ts";

/** A server with much data answers late, but shows early that it is there. */
const answerMs = 15_000;
const appearMs = 5_000;
/** A connection of some other program may happen to leave from our port; it is soon over. */
const busyPortMs = 3_000;

/**
 * Brings the home's cache server up and gives its process id; a living one is taken over, unless it does not know our
 * password, then it is started anew.
 *
 * @throws StartError with the server's own reason when it does not start
 */
export async function startCacheServer(server: CacheServer): Promise<number> {
  const living = findCacheServer(server);
  if (living !== undefined && (await askCacheServer(cacheUrl(server))) === null) return living;
  await stopCacheServer(server);
  for (const path of [server.directory, join(server.directory, "data")]) await makeOwnDirectory(server, path);
  await writeCacheFiles(server);
  rotateLog(join(server.directory, "server.log"));
  for (const giveUpAt = Date.now() + busyPortMs; ; await sleep(250)) {
    const outcome = await tryStart(server);
    if (typeof outcome === "number") return outcome;
    if (/listening|in use/i.test(outcome) && Date.now() < giveUpAt) continue;
    throw new StartError(`The cache server in ${server.directory} does not start: ${outcome}.`);
  }
}

/** Gives the new server's process id, or why there is none. */
async function tryStart(server: CacheServer): Promise<number | string> {
  const log = join(server.directory, "server.log");
  await rm(join(server.directory, "server.pid"), { force: true });
  const logBytesBefore = (await stat(log).catch(() => null))?.size ?? 0;
  const complaint = () => lastComplaint(log, logBytesBefore);
  const { code, output } = await runTool(server.binary, [join(server.directory, "server.conf")], server.user);
  const pid = code === 0 ? await waitForServer(server, complaint) : null;
  if (pid !== null) return pid;
  await stopCacheServer(server);
  return (await complaint()) ?? (output.trim().split("\n").at(-1) || "no reason was given");
}

async function waitForServer(
  server: CacheServer,
  complaint: () => Promise<string | undefined>,
): Promise<number | null> {
  const startedAt = Date.now();
  for (;;) {
    const pid = findCacheServer(server);
    if (pid !== undefined && (await askCacheServer(cacheUrl(server))) === null) return pid;
    const isLate = Date.now() - startedAt > (pid === undefined ? appearMs : answerMs);
    if (isLate || (pid === undefined && (await complaint()) !== undefined)) return null;
    await sleep(20);
  }
}

/** What the server gave up for; its lines begin with process, time and weight, `#` being the heaviest. */
async function lastComplaint(log: string, from: number): Promise<string | undefined> {
  const bytes = await readFile(log).catch(() => Buffer.alloc(0));
  const lines = bytes.subarray(from).toString("utf8").split("\n");
  const heavy = lines.flatMap((line) => /^\d+:\w .*? # (.+)$/.exec(line)?.[1] ?? []);
  const fatal = heavy.filter((line) => !/^warning/i.test(line) && /fail|fatal|abort|error|bad|can't/i.test(line));
  return fatal.at(-1)?.replace(/(, aborting)?[.]*$/, "");
}
