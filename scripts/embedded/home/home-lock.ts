import { once } from "node:events";
import { rename, rm } from "node:fs/promises";
import { connect, createServer, type Server } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { StartError } from "#scripts/embedded/start-error.ts";

/** A stopping owner has at most 25 seconds; who starts in the meantime waits for it. */
const patienceMs = 30_000;

/** A home that is this process's own. */
export interface HomeLock {
  /** Lets who asks from now on wait for our end instead of giving up. */
  announceStop(): void;
}

/**
 * Takes a home for this process until it ends: a Unix socket that the kernel closes with its owner, so that a killed
 * supervisor leaves no lock. Who connects is told the owner's process id, and whether it is stopping.
 *
 * @param tell receives one sentence when the home's owner is stopping and is waited for
 * @throws StartError naming the living supervisor that has the home
 */
export async function lockHome(home: string, path: string, tell: (sentence: string) => void): Promise<HomeLock> {
  const giveUpAt = Date.now() + patienceMs;
  for (let round = 0; ; round += 1) {
    let answer = String(process.pid);
    const server = createServer((socket) => socket.end(answer).on("error", () => undefined));
    if (await canListen(server, path)) {
      server.unref();
      return { announceStop: () => (answer = `${process.pid} stopping`) };
    }
    const [owner, state] = (await askOwner(path))?.split(" ") ?? [];
    if (owner === undefined) {
      await removeStale(path);
    } else if (state === "stopping" && Date.now() < giveUpAt) {
      if (round === 0) tell(`Waiting for the Latchkey that is stopping there (process ${owner}) …`);
      await sleep(100);
    } else {
      const running = owner === "" ? "another Latchkey" : `another Latchkey (process ${owner})`;
      throw new StartError(
        `${home} is in use by ${running}: stop it first, or set LATCHKEY_HOME to another directory.`,
      );
    }
  }
}

async function canListen(server: Server, path: string): Promise<boolean> {
  server.listen(path);
  try {
    await once(server, "listening");
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EADDRINUSE") return false;
    throw error;
  }
}

async function askOwner(path: string): Promise<string | null> {
  const socket = connect(path);
  let answer = "";
  socket.on("data", (chunk: Buffer) => (answer += chunk.toString()));
  // A stopped owner accepts and stays silent.
  const timer = setTimeout(() => socket.end(), 2000);
  try {
    await once(socket, "close");
    return answer;
  } catch {
    return null;
  } finally {
    clearTimeout(timer);
    socket.destroy();
  }
}

/** Moves the dead socket aside before deleting it, so that of two starters none deletes the other's living one. */
async function removeStale(path: string): Promise<void> {
  const aside = `${path}.${process.pid}`;
  try {
    await rename(path, aside);
  } catch {
    return sleep(50);
  }
  if ((await askOwner(aside)) === null) return rm(aside, { force: true });
  await rename(aside, path);
}
