import { open, readFile } from "node:fs/promises";

const chunkBytes = 4 * 1024 * 1024;

/** Counts the copies of `needles` in the memory of another process of this machine (Linux), and the bytes looked at. */
export async function scanMemory(pid: number, needles: readonly Buffer[]): Promise<{ copies: number; bytes: number }> {
  const maps = await readFile(`/proc/${pid}/maps`, "utf8");
  const memory = await open(`/proc/${pid}/mem`, "r");
  let [copies, bytes] = [0, 0];
  try {
    for (const line of maps.split("\n")) {
      const [, from, to] = /^([0-9a-f]+)-([0-9a-f]+) r/.exec(line) ?? [];
      if (from === undefined || to === undefined || line.includes("[vvar") || line.includes("[vsyscall")) continue;
      const end = Number.parseInt(to, 16);
      // Chunks overlap, so that a needle over their border is seen.
      for (let at = Number.parseInt(from, 16); at < end; at += chunkBytes - 256) {
        const { buffer, bytesRead } = await memory
          .read(Buffer.alloc(Math.min(chunkBytes, end - at)), 0, undefined, at)
          .catch(() => ({ buffer: Buffer.alloc(0), bytesRead: 0 }));
        bytes += bytesRead;
        const seen = buffer.subarray(0, bytesRead);
        for (const needle of needles) copies += countCopies(seen, needle);
      }
    }
  } finally {
    await memory.close();
  }
  return { copies, bytes };
}

function countCopies(seen: Buffer, needle: Buffer): number {
  let copies = 0;
  for (let at = seen.indexOf(needle); at >= 0; at = seen.indexOf(needle, at + needle.length)) copies += 1;
  return copies;
}
