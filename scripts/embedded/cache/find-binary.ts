import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";
import { runTool } from "#scripts/embedded/postgres/run-tool.ts";

const names = ["redis-server", "valkey-server"];
/** Where package managers put servers that an ordinary user's PATH does not name. */
const places = ["/usr/local/bin", "/usr/bin", "/usr/sbin", "/opt/homebrew/bin"];
const oldestMajor = 7;

/** A server program of the machine, and why it cannot be used if it cannot. */
export interface FoundBinary {
  readonly path: string;
  readonly problem: string | null;
}

/**
 * Looks for `redis-server`, else `valkey-server`, on `searchPath` and, where that is the machine's own, in the usual
 * places; gives null where neither is.
 */
export async function findCacheBinary(searchPath: string): Promise<FoundBinary | null> {
  const directories = searchPath.split(delimiter).filter(Boolean);
  const known = directories.some((directory) => places.includes(directory)) ? places : [];
  const candidates = names.flatMap((name) => [...directories, ...known].map((directory) => join(directory, name)));
  const path = candidates.find(isExecutable);
  if (path === undefined) return null;
  const { output } = await runTool(path, ["--version"], null);
  const version = /\bv=(\d+)\.(\d+)/.exec(output);
  if (version === null) return { path, problem: `${path} does not say its version` };
  const isOld = Number(version[1]) < oldestMajor;
  return { path, problem: isOld ? `${path} is version ${version[1]}.${version[2]}, and 7.0 is needed` : null };
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
