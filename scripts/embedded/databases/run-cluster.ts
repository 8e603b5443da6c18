import { join } from "node:path";
import { keepRunning, type RunningServer } from "#scripts/embedded/keep-running.ts";
import type { Cluster } from "#scripts/embedded/postgres/cluster.ts";
import { findPostmaster } from "#scripts/embedded/postgres/find-postmaster.ts";
import { startCluster } from "#scripts/embedded/postgres/start-cluster.ts";
import { stopCluster } from "#scripts/embedded/postgres/stop-cluster.ts";

const fastStopSeconds = 3;

/**
 * Brings the cluster up and keeps it running; it stops with a checkpoint, or where that takes too long, so that the next
 * start recovers.
 *
 * @param tell receives one sentence whenever its server died
 * @throws StartError when the first start fails
 */
export async function runCluster(cluster: Cluster, tell: (sentence: string) => void): Promise<RunningServer> {
  const server = {
    title: `${cluster.name} database`,
    log: join(cluster.directory, "server.log"),
    start: () => startCluster(cluster),
    findPid: () => findPostmaster(join(cluster.directory, "data"))?.pid,
    stop: async () => {
      if (!(await stopCluster(cluster, "fast", fastStopSeconds))) await stopCluster(cluster, "immediate", 1);
    },
  };
  return keepRunning(server, tell);
}
