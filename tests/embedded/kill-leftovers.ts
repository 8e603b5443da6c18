import { rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { stopCacheServer } from "#scripts/embedded/cache/stop-server.ts";
import { readHomeDescription } from "#scripts/embedded/home/home-description.ts";
import { stopCluster } from "#scripts/embedded/postgres/stop-cluster.ts";
import type { Place, SupervisorProcess } from "#tests/embedded/supervisor-process.ts";

/** Ends what a test started, whatever state it is in, and removes its home. */
export async function killLeftovers(place: Place, supervisors: readonly SupervisorProcess[]): Promise<void> {
  for (const { child, ended } of supervisors) {
    if (child.exitCode === null && child.signalCode === null) child.kill("SIGKILL");
    await ended;
  }
  for (const name of ["system", "target"]) await stopCluster({ directory: join(place.home, name) }, "immediate");
  // A test may have damaged the description.
  const known = await readHomeDescription(join(place.home, "home.json")).catch(() => null);
  await stopCacheServer({ directory: join(place.home, "cache"), port: known?.cachePort ?? 0 });
  await rm(dirname(place.home), { recursive: true, force: true });
}
