import { execFileSync } from "node:child_process";
import { readFileSync, readlinkSync, realpathSync } from "node:fs";
import { join } from "node:path";

/** A living server of a data directory, as its `postmaster.pid` describes it. */
export interface Postmaster {
  readonly pid: number;
  readonly port: number;
  readonly socketDirectory: string;
  readonly status: string;
}

/**
 * Finds the server that runs on `data`, or null.
 *
 * A process that merely got the number of a dead server is not taken for it.
 */
export function findPostmaster(data: string): Postmaster | null {
  const lines = readLines(join(data, "postmaster.pid"));
  const pid = Number(lines[0]);
  if (!Number.isInteger(pid) || pid <= 1 || !isServerOf(pid, data)) return null;
  return { pid, port: Number(lines[3]), socketDirectory: lines[4] ?? "", status: (lines[7] ?? "").trim() };
}

function readLines(path: string): string[] {
  try {
    return readFileSync(path, "utf8").split("\n");
  } catch {
    return [];
  }
}

function isServerOf(pid: number, data: string): boolean {
  try {
    if (process.platform === "linux") return workingDirectory(pid) === realpathSync(data) || hasArgument(pid, data);
    return execFileSync("ps", ["-o", "command=", "-p", String(pid)], { encoding: "utf8" }).includes(data);
  } catch {
    return false;
  }
}

/** A server's is its data directory; null where a container keeps even root from looking at another user's process. */
function workingDirectory(pid: number): string | null {
  try {
    return readlinkSync(`/proc/${pid}/cwd`);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EACCES") return null;
    throw error;
  }
}

function hasArgument(pid: number, data: string): boolean {
  return readFileSync(`/proc/${pid}/cmdline`, "utf8").split("\0").includes(data);
}
