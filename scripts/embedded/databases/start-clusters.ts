import { stat } from "node:fs/promises";
import { join } from "node:path";
import type { HomeCluster } from "#scripts/embedded/databases/home-cluster.ts";
import { runCluster } from "#scripts/embedded/databases/run-cluster.ts";
import type { Home } from "#scripts/embedded/home/open-home.ts";
import type { RunningServer } from "#scripts/embedded/keep-running.ts";
import { initCluster } from "#scripts/embedded/postgres/init-cluster.ts";
import { StartError } from "#scripts/embedded/start-error.ts";

/**
 * Makes the clusters that the home does not have yet, and brings all up side by side. No server runs before every
 * cluster was found whole.
 *
 * @throws StartError with one sentence, with nothing left running
 */
export async function startClusters(
  parts: readonly HomeCluster[],
  { home, tell }: { home: Home; tell: (sentence: string) => void },
): Promise<RunningServer[]> {
  await allOrFirstError(parts.map((part) => makeOnce(part, home)));
  const starts = await Promise.allSettled(parts.map((part) => start(part, { home, tell })));
  const running = starts.flatMap((outcome) => (outcome.status === "fulfilled" ? [outcome.value] : []));
  const failure = starts.find((outcome) => outcome.status === "rejected");
  if (failure === undefined) return running;
  await Promise.all(running.map((cluster) => cluster.stop()));
  throw failure.reason;
}

async function makeOnce({ cluster }: HomeCluster, home: Home): Promise<void> {
  const data = join(cluster.directory, "data");
  if (home.isMade(cluster.name) && !(await stat(data).catch(() => null))) {
    throw new StartError(`${data} is missing: restore it from a backup, or use another LATCHKEY_HOME.`);
  }
  await initCluster(cluster);
}

async function start({ cluster, prepare }: HomeCluster, { home, tell }: { home: Home; tell: (text: string) => void }) {
  const running = await runCluster(cluster, tell);
  try {
    await prepare();
    await home.markMade(cluster.name);
    return running;
  } catch (error) {
    await running.stop();
    throw error;
  }
}

/** Waits for all before it throws, so that none goes on behind the caller's back. */
async function allOrFirstError(works: readonly Promise<void>[]): Promise<void> {
  const outcomes = await Promise.allSettled(works);
  const failure = outcomes.find((outcome) => outcome.status === "rejected");
  if (failure) throw failure.reason;
}
