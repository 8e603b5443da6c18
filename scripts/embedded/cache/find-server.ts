import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { CacheServer } from "#scripts/embedded/cache/cache-server.ts";

/**
 * Finds the living server of a home and gives its process id.
 *
 * A process that merely got the number of a dead server is not taken for it: a server's title ends in its address.
 */
export function findCacheServer({ directory, port }: Pick<CacheServer, "directory" | "port">): number | undefined {
  const pid = readPid(join(directory, "server.pid"));
  if (pid === null) return undefined;
  const command = commandOf(pid);
  const isOurs = command.includes(`127.0.0.1:${port}`) || command.includes(join(directory, "server.conf"));
  return isOurs ? pid : undefined;
}

function readPid(path: string): number | null {
  try {
    const pid = Number(readFileSync(path, "utf8").trim());
    return Number.isInteger(pid) && pid > 1 ? pid : null;
  } catch {
    return null;
  }
}

/** A corpse that nobody has collected yet has an empty command line. */
function commandOf(pid: number): string {
  try {
    if (process.platform === "linux") return readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ");
    return execFileSync("ps", ["-o", "command=", "-p", String(pid)], { encoding: "utf8" });
  } catch {
    return "";
  }
}
