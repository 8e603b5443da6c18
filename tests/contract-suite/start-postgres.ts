import { randomBytes } from "node:crypto";
import { chmod, mkdir, mkdtemp, realpath, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { prepareBinaries } from "#scripts/embedded/postgres/binaries.ts";
import type { Cluster } from "#scripts/embedded/postgres/cluster.ts";
import { chooseDatabaseUser } from "#scripts/embedded/postgres/database-user.ts";
import { freePort } from "#scripts/embedded/postgres/free-port.ts";
import { initCluster } from "#scripts/embedded/postgres/init-cluster.ts";
import { startCluster } from "#scripts/embedded/postgres/start-cluster.ts";
import { stopCluster } from "#scripts/embedded/postgres/stop-cluster.ts";
import { adminUrl } from "#tests/harness/start-clusters.ts";

/** A cluster that one test file has to itself, so that it may count everything on it. */
export interface OwnPostgres {
  readonly adminUrl: string;
  readonly port: number;
  readonly logFile: string;
  readonly hbaFile: string;
  stop(): Promise<void>;
}

/** Starts a cluster that logs every statement and collects statistics, without durability. */
export async function startPostgres(): Promise<OwnPostgres> {
  // The name lets the harness sweep up after a killed run.
  const directory = await mkdtemp(join(await realpath(tmpdir()), `latchkey-tests-${process.pid}-`));
  await chmod(directory, 0o711);
  const user = chooseDatabaseUser(directory);
  const home = join(directory, "target");
  await mkdir(home);
  const cluster: Cluster = {
    name: "target",
    directory: home,
    socketDirectory: join(home, "socket"),
    port: await freePort(),
    tcp: true,
    password: randomBytes(18).toString("base64url"),
    parameters: {
      fsync: "off",
      synchronous_commit: "off",
      full_page_writes: "off",
      log_statement: "all",
      log_min_messages: "debug1",
      shared_preload_libraries: "pg_stat_statements",
    },
    binaries: await prepareBinaries(user, join(tmpdir(), "latchkey-tests-binaries")),
    user,
  };
  await initCluster(cluster, false);
  await startCluster(cluster);
  return {
    adminUrl: adminUrl(cluster),
    port: cluster.port,
    logFile: join(home, "server.log"),
    hbaFile: join(home, "data/pg_hba.conf"),
    stop: async () => {
      await stopCluster(cluster, "immediate");
      await rm(directory, { recursive: true, force: true });
    },
  };
}
