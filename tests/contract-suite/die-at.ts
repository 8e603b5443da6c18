import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import type { DeathOrder } from "#tests/contract-suite/perform-and-die.ts";

/** Performs the act in a child process that kills itself with -9 at the failpoint; gives how the child ended. */
export async function dieAt(order: DeathOrder): Promise<string> {
  const file = join(import.meta.dirname, "perform-and-die.ts");
  const child = spawn(process.execPath, [file], { stdio: ["pipe", "ignore", "pipe"] });
  const complaints: Buffer[] = [];
  child.stderr.on("data", (chunk: Buffer) => complaints.push(chunk));
  child.stdin.end(JSON.stringify(order));
  const [code, signal] = (await once(child, "close")) as [number | null, string | null];
  return signal ?? `exit code ${code}: ${Buffer.concat(complaints).toString("utf8")}`;
}
