import { appendFile, chown, mkdir, readdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { randomBytes } from "node:crypto";
import { join } from "node:path";
import { superuser, type Cluster } from "#scripts/embedded/postgres/cluster.ts";
import { runTool } from "#scripts/embedded/postgres/run-tool.ts";
import { StartError } from "#scripts/embedded/start-error.ts";

/** Prefix of a data directory that is not complete. */
const unfinished = "data.new-";

/**
 * Makes the cluster's data directory unless it is there; an interrupted run leaves nothing that counts as one.
 *
 * @param isDurable false skips the final sync, for clusters that tests throw away
 * @throws StartError when the directory is damaged, of another major version, or out of the database user's reach
 */
export async function initCluster(cluster: Cluster, isDurable = true): Promise<void> {
  const data = join(cluster.directory, "data");
  await removeUnfinished(cluster.directory);
  if (await isThere(data)) return checkVersion(cluster, data);
  await makeOwnDirectory(cluster, cluster.directory);
  const fresh = join(cluster.directory, `${unfinished}${randomBytes(4).toString("hex")}`);
  await runInitdb(cluster, fresh, isDurable);
  await appendFile(join(fresh, "postgresql.conf"), "\ninclude = 'latchkey.conf'\n");
  await rename(fresh, data);
}

/**
 * Removes what interrupted runs left, as far as it can: the tool of a killed supervisor may still be writing to it, then
 * the next start does.
 */
async function removeUnfinished(directory: string): Promise<void> {
  const names = await readdir(directory).catch(() => []);
  for (const name of names.filter((entry) => entry.startsWith(unfinished))) {
    await rm(join(directory, name), { recursive: true, force: true }).catch(() => undefined);
  }
}

/** Makes a directory that only the database user may enter. */
export async function makeOwnDirectory(cluster: Pick<Cluster, "user">, path: string): Promise<void> {
  await mkdir(path, { recursive: true, mode: 0o700 });
  if (cluster.user) await chown(path, cluster.user.uid, cluster.user.gid);
}

async function runInitdb(cluster: Cluster, directory: string, isDurable: boolean): Promise<void> {
  const passwordFile = join(cluster.directory, "initial-password");
  await writeFile(passwordFile, `${cluster.password}\n`, { mode: 0o600 });
  if (cluster.user) await chown(passwordFile, cluster.user.uid, cluster.user.gid);
  const args = ["-D", directory, "-U", superuser, `--pwfile=${passwordFile}`, "--auth=scram-sha-256"];
  args.push("--encoding=UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8");
  args.push("--no-instructions", ...(isDurable ? [] : ["--no-sync"]));
  const { code, output } = await runTool(cluster.binaries.initdb, args, cluster.user);
  await rm(passwordFile, { force: true });
  if (code === 0) return;
  await rm(directory, { recursive: true, force: true });
  throw new StartError(
    unreachableSentence(cluster, output) ?? `initdb of ${cluster.directory} failed: ${lastLine(output)}`,
  );
}

function unreachableSentence(cluster: Cluster, output: string): string | null {
  if (!cluster.user || !/permission denied/i.test(output)) return null;
  return (
    `The user ${cluster.user.name}, which runs PostgreSQL when Latchkey is started by root, cannot reach ` +
    `${cluster.directory}: set LATCHKEY_HOME to a directory it can enter, such as /var/lib/latchkey.`
  );
}

function lastLine(output: string): string {
  return output.trim().split("\n").at(-1) ?? "";
}

async function checkVersion(cluster: Cluster, data: string): Promise<void> {
  const version = await readFile(join(data, "PG_VERSION"), "utf8").catch(() => null);
  if (version === null) {
    throw new StartError(`${data} is damaged (PG_VERSION is missing): restore it from a backup or move the home away.`);
  }
  if (version.trim() === cluster.binaries.major) return;
  throw new StartError(
    `${data} belongs to PostgreSQL ${version.trim()} and this Latchkey brings ${cluster.binaries.major}: ` +
      `dump it with the old version and restore it with the new one.`,
  );
}

async function isThere(path: string): Promise<boolean> {
  return (await stat(path).catch(() => null)) !== null;
}
