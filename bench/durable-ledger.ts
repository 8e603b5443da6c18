import { randomBytes } from "node:crypto";
import { chmod, mkdir, mkdtemp, realpath, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { systemParameters } from "#scripts/embedded/databases/system-cluster.ts";
import { migrateLedger } from "#scripts/embedded/ledger/migrate-ledger.ts";
import { loginRole, migratorRole, prepareLedger } from "#scripts/embedded/ledger/prepare-ledger.ts";
import { prepareBinaries } from "#scripts/embedded/postgres/binaries.ts";
import { clusterUrl, superuser, type Cluster } from "#scripts/embedded/postgres/cluster.ts";
import { chooseDatabaseUser } from "#scripts/embedded/postgres/database-user.ts";
import { initCluster } from "#scripts/embedded/postgres/init-cluster.ts";
import { startCluster } from "#scripts/embedded/postgres/start-cluster.ts";
import { stopCluster } from "#scripts/embedded/postgres/stop-cluster.ts";

const database = "latchkey";

/** A migrated ledger on a server that is as durable as that of an installation: each commit waits for the disk. */
export interface DurableLedger extends AsyncDisposable {
  /** The superuser's connection string. */
  readonly admin: string;
  /** That of the reveal process. */
  readonly reveal: string;
}

/** Starts a server of its own, on a Unix socket below the system's temporary directory, and migrates a ledger there. */
export async function startDurableLedger(): Promise<DurableLedger> {
  const directory = await mkdtemp(join(await realpath(tmpdir()), "latchkey-bench-ledger-"));
  await chmod(directory, 0o711);
  const cluster = await describeCluster(directory);
  await using stack = new AsyncDisposableStack();
  stack.defer(() => rm(directory, { recursive: true, force: true }));
  await mkdir(cluster.directory);
  await initCluster(cluster);
  await startCluster(cluster);
  stack.defer(async () => void (await stopCluster(cluster, "immediate")));
  const secret = () => randomBytes(18).toString("base64url");
  const passwords = { migrator: secret(), web: secret(), worker: secret(), reveal: secret(), auditor: secret() };
  const urlOf = (user: string, password: string, name = database) =>
    clusterUrl(cluster, { user, password, database: name });
  const plan = { adminUrl: urlOf(superuser, cluster.password, "postgres"), database, passwords };
  await prepareLedger(plan, () => migrateLedger(urlOf(migratorRole, passwords.migrator)));
  const started = stack.move();
  return {
    admin: urlOf(superuser, cluster.password),
    reveal: urlOf(loginRole("reveal"), passwords.reveal),
    [Symbol.asyncDispose]: () => started.disposeAsync(),
  };
}

async function describeCluster(directory: string): Promise<Cluster> {
  const user = chooseDatabaseUser(directory);
  const home = join(directory, "system");
  return {
    name: "system",
    directory: home,
    socketDirectory: join(home, "socket"),
    port: 5432,
    tcp: false,
    password: randomBytes(18).toString("base64url"),
    parameters: systemParameters,
    binaries: await prepareBinaries(user, join(directory, "binaries")),
    user,
  };
}
