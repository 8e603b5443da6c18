import { processorTimes } from "#bench/processor-time.ts";

/** Clients at a time in a loop. */
export const loopClients = 50;

/** What loops measured together: the milliseconds of each call, and what the calls took of time and processors. */
export interface LoopFigures {
  readonly latencies: number[];
  seconds: number;
  /** Processor time of the measured processes, and of the clients. */
  serverMs: number;
  clientMs: number;
}

/** Gives figures to which loops add. */
export function noLoopFigures(): LoopFigures {
  return { latencies: [], seconds: 0, serverMs: 0, clientMs: 0 };
}

/**
 * Works through the items from 50 clients, each of which takes the next item as soon as its last call is answered, and
 * adds what that took to `figures`.
 *
 * @param pids names the processes that answer
 */
export async function closedLoop<Item>(
  figures: LoopFigures,
  { items, pids }: { readonly items: readonly Item[]; readonly pids: () => Promise<readonly number[]> },
  call: (item: Item) => Promise<number>,
): Promise<void> {
  const left = items.values();
  const client = async () => {
    for (const item of left) figures.latencies.push(await call(item));
  };
  const [serverBefore, clientBefore, startedAt] = [
    await processorTimes(await pids()),
    process.cpuUsage(),
    performance.now(),
  ];
  await Promise.all(Array.from({ length: loopClients }, client));
  figures.seconds += (performance.now() - startedAt) / 1000;
  const { user, system } = process.cpuUsage(clientBefore);
  figures.clientMs += (user + system) / 1000;
  // A connection that was opened meanwhile has its whole life in this loop.
  for (const [pid, ms] of await processorTimes(await pids())) figures.serverMs += ms - (serverBefore.get(pid) ?? 0);
}
