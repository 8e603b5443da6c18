import { chmod, lstat, mkdir, mkdtemp, readdir, realpath, rm } from "node:fs/promises";
import { randomBytes } from "node:crypto";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { prepareBinaries } from "#scripts/embedded/postgres/binaries.ts";
import { clusterUrl, superuser, type Cluster } from "#scripts/embedded/postgres/cluster.ts";
import { chooseDatabaseUser } from "#scripts/embedded/postgres/database-user.ts";
import { freePort } from "#scripts/embedded/postgres/free-port.ts";
import { initCluster } from "#scripts/embedded/postgres/init-cluster.ts";
import { startCluster } from "#scripts/embedded/postgres/start-cluster.ts";
import { stopCluster } from "#scripts/embedded/postgres/stop-cluster.ts";

const prefix = "latchkey-tests-";
/** Durability is given up here, and only here: these clusters live as long as one test run. */
const throwAway = {
  fsync: "off",
  synchronous_commit: "off",
  full_page_writes: "off",
  max_connections: "300",
  shared_buffers: "128MB",
  max_wal_size: "256MB",
};

/** The two clusters of a test run. */
export interface TestClusters {
  readonly ledger: Cluster;
  readonly target: Cluster;
  /** Stops both and deletes their files. */
  stop(): Promise<void>;
}

/**
 * Starts a ledger cluster (Unix socket) and a target cluster (loopback TCP) in a directory of their own below the
 * temporary directory, and removes what killed test runs left there.
 */
export async function startClusters(): Promise<TestClusters> {
  await sweepDeadRuns();
  const place = await makePlace();
  const [ledger, target] = await Promise.all([
    makeCluster(place, "system", throwAway),
    makeCluster(place, "target", { ...throwAway, shared_preload_libraries: "pg_stat_statements" }),
  ]);
  return { ledger, target, stop: () => remove(place, [ledger, target]) };
}

/** One cluster that a single test has for itself, to take away from under the product and give back. */
export interface OwnCluster extends AsyncDisposable {
  /** Superuser's connection string of the database `postgres`. */
  readonly adminUrl: string;
  start(): Promise<void>;
  /** Ends the server at once, as a crash would; the next start recovers. */
  crash(): Promise<void>;
}

/** Starts a cluster of a test's own: a `system` one keeps what it acknowledged, a `target` listens on loopback TCP. */
export async function startOwnCluster(name: Cluster["name"]): Promise<OwnCluster> {
  const place = await makePlace();
  const cluster = await makeCluster(place, name, { ...throwAway, synchronous_commit: "on" });
  return {
    adminUrl: adminUrl(cluster),
    start: async () => void (await startCluster(cluster)),
    crash: async () => void (await stopCluster(cluster, "immediate")),
    [Symbol.asyncDispose]: () => remove(place, [cluster]),
  };
}

interface Place {
  readonly directory: string;
  readonly user: Cluster["user"];
  readonly binaries: Cluster["binaries"];
}

async function makePlace(): Promise<Place> {
  const directory = await mkdtemp(join(await realpath(tmpdir()), `${prefix}${process.pid}-`));
  await chmod(directory, 0o711);
  const user = chooseDatabaseUser(directory);
  return { directory, user, binaries: await prepareBinaries(user, join(directory, "binaries")) };
}

async function makeCluster(
  { directory, user, binaries }: Place,
  name: Cluster["name"],
  parameters: Cluster["parameters"],
): Promise<Cluster> {
  const home = join(directory, name);
  const password = randomBytes(18).toString("base64url");
  const tcp = name === "target";
  const places = { directory: home, socketDirectory: join(home, "socket"), port: await freePort(), tcp };
  const cluster = { name, ...places, password, parameters, binaries, user };
  await mkdir(home);
  await initCluster(cluster, false);
  await startCluster(cluster);
  return cluster;
}

async function remove({ directory }: Place, clusters: readonly Cluster[]): Promise<void> {
  await Promise.all(clusters.map((cluster) => stopCluster(cluster, "immediate")));
  await rm(directory, { recursive: true, force: true });
}

/** Gives the superuser's connection string of a test cluster. */
export function adminUrl(cluster: Cluster): string {
  return clusterUrl(cluster, { user: superuser, password: cluster.password, database: "postgres" });
}

async function sweepDeadRuns(): Promise<void> {
  const names = await readdir(tmpdir());
  for (const name of names.filter((entry) => entry.startsWith(prefix))) {
    const pid = Number(name.slice(prefix.length).split("-")[0]);
    const directory = join(tmpdir(), name);
    const isOurs = (await lstat(directory)).uid === process.getuid?.();
    if (!isOurs || !Number.isInteger(pid) || isAlive(pid)) continue;
    for (const cluster of ["system", "target"]) await stopCluster({ directory: join(directory, cluster) }, "immediate");
    await rm(directory, { recursive: true, force: true });
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
