import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Cluster } from "#scripts/embedded/postgres/cluster.ts";
import { findPostmaster } from "#scripts/embedded/postgres/find-postmaster.ts";

const signals = { fast: "SIGINT", immediate: "SIGQUIT" } as const;

/**
 * Stops the cluster's server if one lives: `fast` ends sessions and writes a checkpoint, `immediate` leaves the next
 * start to recover.
 *
 * Gives false when it still lives after `secondsMax`.
 */
export async function stopCluster(
  cluster: Pick<Cluster, "directory">,
  mode: keyof typeof signals,
  secondsMax = 15,
): Promise<boolean> {
  const data = join(cluster.directory, "data");
  const postmaster = findPostmaster(data);
  if (!postmaster) return true;
  process.kill(postmaster.pid, signals[mode]);
  const giveUpAt = Date.now() + secondsMax * 1000;
  while (findPostmaster(data)?.pid === postmaster.pid) {
    if (Date.now() > giveUpAt) return false;
    await sleep(20);
  }
  return true;
}
