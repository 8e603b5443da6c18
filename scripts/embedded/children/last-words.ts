import { open } from "node:fs/promises";
import { z } from "zod";

const tailBytes = 64 * 1024;
const errorLevel = 50;
const line = z.object({ level: z.union([z.number().min(errorLevel), z.literal("error")]), msg: z.string() });

/**
 * Gives the sentence with which a process explained its end: the last error in its structured log from byte `from` on,
 * else its last line that is no stack frame.
 */
export async function lastWords(log: string, from: number): Promise<string> {
  const lines = (await readTail(log, from)).split("\n").filter((text) => text.trim() !== "");
  const said = lines.flatMap((text) => {
    const parsed = line.safeParse(parseJson(text));
    return parsed.success ? [parsed.data.msg] : [];
  });
  const plain = lines.filter((text) => !/^\s+at |^\s*[{}\]]|^Node\.js v|^\s/.test(text));
  return (said.at(-1) ?? plain.findLast((text) => /error/i.test(text)) ?? plain.at(-1) ?? "it gave no reason").trim();
}

async function readTail(path: string, from: number): Promise<string> {
  const file = await open(path, "r").catch(() => null);
  if (file === null) return "";
  try {
    const { size } = await file.stat();
    const start = Math.max(from, size - tailBytes);
    const { buffer, bytesRead } = await file.read({ buffer: Buffer.alloc(Math.max(size - start, 1)), position: start });
    return buffer.subarray(0, bytesRead).toString("utf8");
  } finally {
    await file.close();
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
