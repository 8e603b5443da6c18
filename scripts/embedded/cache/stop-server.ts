import { setTimeout as sleep } from "node:timers/promises";
import type { CacheServer } from "#scripts/embedded/cache/cache-server.ts";
import { findCacheServer } from "#scripts/embedded/cache/find-server.ts";

const patienceMs = 3000;

/** Ends the home's cache server if one lives, in order, or where that takes too long by force: its log is replayed then. */
export async function stopCacheServer(server: Pick<CacheServer, "directory" | "port">): Promise<void> {
  for (const signal of ["SIGTERM", "SIGKILL"] as const) {
    const pid = findCacheServer(server);
    if (pid === undefined) return;
    process.kill(pid, signal);
    const giveUpAt = Date.now() + patienceMs;
    while (findCacheServer(server) === pid && Date.now() < giveUpAt) await sleep(20);
  }
}
