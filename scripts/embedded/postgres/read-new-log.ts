import { readFile } from "node:fs/promises";

/** Gives the first fatal sentence, with its hint's context, that a server wrote after `from` bytes of its log, or null. */
export async function readNewLog(path: string, from: number): Promise<string | null> {
  const bytes = await readFile(path).catch(() => Buffer.alloc(0));
  const lines = bytes.subarray(from).toString("utf8").split("\n");
  const fatal = lines
    .filter((line) => /\b(FATAL|PANIC): {2}/.test(line))
    .map((line) => line.replace(/^.*?(FATAL|PANIC): {2}/, ""));
  const log = lines.filter((line) => /\bLOG: {2}could not/.test(line)).map((line) => line.replace(/^.*?LOG: {2}/, ""));
  const reasons = [...new Set([...log.slice(0, 1), ...fatal.slice(0, 1)])];
  return reasons.length === 0 ? null : reasons.join("; ");
}
