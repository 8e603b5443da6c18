import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";

/** A living process. */
export interface FoundProcess {
  readonly pid: number;
  readonly parent: number;
  readonly command: string;
}

/** Lists every living process that we may see; a corpse that nobody has collected yet is none. */
export function listProcesses(): FoundProcess[] {
  return process.platform === "linux" ? fromProc() : fromPs();
}

/** Lists the living children of a process. */
export function findChildren(parent: number | undefined): FoundProcess[] {
  return listProcesses().filter((found) => found.parent === parent);
}

/** Tells whether a process lives. */
export function isAlive(pid: number): boolean {
  return listProcesses().some((found) => found.pid === pid);
}

/** Small images of Linux come without ps. */
function fromProc(): FoundProcess[] {
  return readdirSync("/proc").flatMap((name) => {
    if (!/^\d+$/.test(name)) return [];
    try {
      // The name of the program, in parentheses, may hold anything: state and parent come after the last one.
      const [state, parent] = readFileSync(`/proc/${name}/stat`, "utf8")
        .replace(/^.*\) /s, "")
        .split(" ");
      if (state === "Z" || state === "X") return [];
      const command = readFileSync(`/proc/${name}/cmdline`, "utf8").replaceAll("\0", " ");
      return [{ pid: Number(name), parent: Number(parent), command }];
    } catch {
      return [];
    }
  });
}

function fromPs(): FoundProcess[] {
  const lines = execFileSync("ps", ["-axo", "pid=,ppid=,stat=,command="], { encoding: "utf8" }).split("\n");
  return lines.flatMap((line) => {
    const [, pid, parent, state, command] = /^\s*(\d+)\s+(\d+)\s+(\S+)\s+(.*)$/.exec(line) ?? [];
    return state && !state.startsWith("Z")
      ? [{ pid: Number(pid), parent: Number(parent), command: command ?? "" }]
      : [];
  });
}
