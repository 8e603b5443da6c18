import { chown, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Cluster } from "#scripts/embedded/postgres/cluster.ts";
import { findPostmaster } from "#scripts/embedded/postgres/find-postmaster.ts";
import { makeOwnDirectory } from "#scripts/embedded/postgres/init-cluster.ts";
import { readNewLog } from "#scripts/embedded/postgres/read-new-log.ts";
import { runTool } from "#scripts/embedded/postgres/run-tool.ts";
import { stopCluster } from "#scripts/embedded/postgres/stop-cluster.ts";
import { rotateLog } from "#scripts/embedded/rotate-log.ts";
import { StartError } from "#scripts/embedded/start-error.ts";

const orphanSecondsMax = 20;

/**
 * Brings the cluster up and gives its server's process id; a living server of this directory is taken over, unless it
 * listens elsewhere, then it is restarted.
 *
 * @throws StartError with the server's own reason when it does not start
 */
export async function startCluster(cluster: Cluster): Promise<number> {
  const taken = await takeOver(cluster);
  if (taken !== null) return taken;
  await writeParameters(cluster);
  await makeOwnDirectory(cluster, cluster.socketDirectory);
  rotateLog(join(cluster.directory, "server.log"));
  const giveUpAt = Date.now() + orphanSecondsMax * 1000;
  for (;;) {
    const failure = await tryStart(cluster);
    const postmaster = findPostmaster(join(cluster.directory, "data"));
    if (failure === null && postmaster) return postmaster.pid;
    // Sessions of a killed server hold its memory until they notice its death.
    if (!/still in use|pre-existing shared memory/.test(failure ?? "") || Date.now() > giveUpAt) {
      throw new StartError(`The ${cluster.name} database in ${cluster.directory} does not start: ${failure}`);
    }
    await sleep(250);
  }
}

async function takeOver(cluster: Cluster): Promise<number | null> {
  const data = join(cluster.directory, "data");
  const giveUpAt = Date.now() + 60_000;
  for (;;) {
    const found = findPostmaster(data);
    if (!found) {
      await removeStaleLocks(cluster, data);
      return null;
    }
    if (found.status === "ready") {
      const isSame = found.port === cluster.port && found.socketDirectory === cluster.socketDirectory;
      if (isSame) return found.pid;
      await stopCluster(cluster, "fast");
    } else if (Date.now() > giveUpAt) {
      throw new StartError(
        `The ${cluster.name} database in ${cluster.directory} has been ${found.status} for a minute.`,
      );
    }
    await sleep(100);
  }
}

/**
 * Nothing of this cluster lives, and its directories are its own: left-over locks must not stop the start when another
 * process got the number of the dead server, or nobody collected its corpse.
 */
async function removeStaleLocks(cluster: Cluster, data: string): Promise<void> {
  const socket = join(cluster.socketDirectory, `.s.PGSQL.${cluster.port}`);
  for (const path of [join(data, "postmaster.pid"), socket, `${socket}.lock`]) await rm(path, { force: true });
}

async function tryStart(cluster: Cluster): Promise<string | null> {
  const data = join(cluster.directory, "data");
  const log = join(cluster.directory, "server.log");
  const logBytesBefore = (await stat(log).catch(() => null))?.size ?? 0;
  const args = ["start", "-D", data, "-l", log, "-w", "-t", "60", "-s"];
  const { code, output } = await runTool(cluster.binaries.pgCtl, args, cluster.user);
  if (code === 0) return null;
  return (await readNewLog(log, logBytesBefore)) ?? output.trim().split("\n").at(-1) ?? `exit code ${code}`;
}

async function writeParameters(cluster: Cluster): Promise<void> {
  const path = join(cluster.directory, "data/latchkey.conf");
  const lines = Object.entries({ ...baseParameters(cluster), ...cluster.parameters }).map(
    ([name, value]) => `${name} = '${value.replaceAll("'", "''")}'\n`,
  );
  await writeFile(path, lines.join(""), { mode: 0o600 });
  if (cluster.user) await chown(path, cluster.user.uid, cluster.user.gid);
}

function baseParameters(cluster: Cluster): Record<string, string> {
  return {
    cluster_name: `latchkey-${cluster.name}`,
    listen_addresses: cluster.tcp ? "127.0.0.1" : "",
    port: String(cluster.port),
    unix_socket_directories: `"${cluster.socketDirectory.replaceAll('"', '""')}"`,
    unix_socket_permissions: "0700",
    password_encryption: "scram-sha-256",
    timezone: "UTC",
    log_timezone: "UTC",
    log_line_prefix: "%m [%p] %q%u@%d ",
    jit: "off",
    io_method: "sync",
  };
}
