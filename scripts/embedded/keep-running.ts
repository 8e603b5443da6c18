import { setTimeout as sleep } from "node:timers/promises";

const watchMs = 500;
const retryMs = 5000;
const stopPatienceMs = 1000;

/** A server that detaches itself, and how to look after it. */
export interface DetachedServer {
  /** As it is called in a sentence, such as "system database". */
  readonly title: string;
  readonly log: string;
  /** Starts it, or takes a living one over, and gives its process id. */
  start(): Promise<number>;
  /** Process id of the living one. */
  findPid(): number | undefined;
  /** Ends it. */
  stop(): Promise<void>;
}

/** A server that is kept running. */
export interface RunningServer {
  stop(): Promise<void>;
}

/**
 * Brings the server up, and from then on starts it again whenever it dies.
 *
 * @param tell receives one sentence for each such death
 * @throws StartError when the first start fails
 */
export async function keepRunning(server: DetachedServer, tell: (sentence: string) => void): Promise<RunningServer> {
  let pid = await server.start();
  const stopping = new AbortController();
  const watching = watch();
  return {
    stop: async () => {
      stopping.abort();
      // A restart under way is stopped like any server, once it is there.
      await Promise.race([watching, sleep(stopPatienceMs)]);
      await server.stop();
    },
  };

  async function watch(): Promise<void> {
    while (await pause(watchMs, stopping.signal)) {
      if (server.findPid() === pid) continue;
      tell(`The ${server.title} died and is started again; its log is ${server.log}.`);
      try {
        pid = await server.start();
      } catch (error) {
        tell(error instanceof Error ? error.message : String(error));
        await pause(retryMs, stopping.signal);
      }
    }
  }
}

async function pause(ms: number, signal: AbortSignal): Promise<boolean> {
  await sleep(ms, undefined, { signal }).catch(() => undefined);
  return !signal.aborted;
}
