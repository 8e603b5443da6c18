import { ledgerDigest, readLedgerDigest, writeLedgerDigest } from "#scripts/embedded/databases/ledger-digest.ts";
import type { HomeCluster } from "#scripts/embedded/databases/home-cluster.ts";
import { runMigrations } from "#scripts/embedded/databases/run-migrations.ts";
import { keepSecret } from "#scripts/embedded/home/keep-secret.ts";
import { keepUrl, type KeptUrl } from "#scripts/embedded/home/keep-url.ts";
import type { Home } from "#scripts/embedded/home/open-home.ts";
import { loginRole, migratorRole, prepareLedger, type LedgerProcess } from "#scripts/embedded/ledger/prepare-ledger.ts";
import type { PostgresBinaries } from "#scripts/embedded/postgres/binaries.ts";
import { clusterUrl, superuser, type Cluster } from "#scripts/embedded/postgres/cluster.ts";

const database = "latchkey";
/** Only names the socket: this cluster has no TCP port. */
const socketPort = 5432;
/** Its server parameters beyond those every cluster gets. */
export const systemParameters = { max_connections: "100", shared_buffers: "64MB" };

/** The cluster that holds ledger and queue, and the files of its connection strings. */
export interface SystemCluster extends HomeCluster {
  readonly files: Readonly<Record<LedgerProcess | "migrator", string>>;
}

/**
 * Describes the cluster that holds ledger and queue, reachable over its Unix socket alone, and keeps its logins as
 * secrets of the home.
 *
 * @throws StartError when the home has lost one of them
 */
export async function systemCluster(home: Home, binaries: PostgresBinaries): Promise<SystemCluster> {
  const place = { home, part: "system" as const };
  const cluster: Cluster = {
    name: "system",
    directory: home.paths.system,
    socketDirectory: home.paths.systemSocket,
    port: socketPort,
    tcp: false,
    password: await keepSecret(place, "system-superuser"),
    parameters: systemParameters,
    binaries,
    user: home.databaseUser,
  };
  const keep = (name: string, user: string) =>
    keepUrl(place, `db-${name}`, (password) => clusterUrl(cluster, { user, password, database }));
  const urls = {
    migrator: await keep("migrator", migratorRole),
    web: await keep("web", loginRole("web")),
    worker: await keep("worker", loginRole("worker")),
    reveal: await keep("reveal", loginRole("reveal")),
    auditor: await keep("auditor", loginRole("auditor")),
  };
  return { cluster, files: mapValues(urls, ({ file }) => file), prepare: () => bringUpToDate(cluster, urls) };
}

async function bringUpToDate(cluster: Cluster, urls: Record<LedgerProcess | "migrator", KeptUrl>): Promise<void> {
  const { url: migratorUrl } = urls.migrator;
  const digest = await ledgerDigest();
  // The database is missing at the first start, then every question to it fails.
  if ((await readLedgerDigest(migratorUrl).catch(() => null)) === digest) return;
  const adminUrl = clusterUrl(cluster, { user: superuser, password: cluster.password, database: "postgres" });
  const passwords = mapValues(urls, ({ password }) => password);
  await prepareLedger({ adminUrl, database, passwords }, () => runMigrations(migratorUrl));
  await writeLedgerDigest(migratorUrl, digest);
}

function mapValues<K extends string, V, W>(record: Record<K, V>, map: (value: V) => W): Record<K, W> {
  return Object.fromEntries(Object.entries<V>(record).map(([key, value]) => [key, map(value)])) as Record<K, W>;
}
