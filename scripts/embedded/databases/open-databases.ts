import { join } from "node:path";
import { assertReachableUrl } from "#scripts/embedded/databases/assert-reachable-url.ts";
import { runMigrations } from "#scripts/embedded/databases/run-migrations.ts";
import { startClusters } from "#scripts/embedded/databases/start-clusters.ts";
import { systemCluster, type SystemCluster } from "#scripts/embedded/databases/system-cluster.ts";
import { targetCluster } from "#scripts/embedded/databases/target-cluster.ts";
import type { Home } from "#scripts/embedded/home/open-home.ts";
import { namesSecret } from "#scripts/embedded/names-secret.ts";
import { prepareBinaries } from "#scripts/embedded/postgres/binaries.ts";
import { findPostmaster } from "#scripts/embedded/postgres/find-postmaster.ts";
import type { StartPlan } from "#scripts/embedded/start-plan.ts";
import type { Settings } from "#server/settings.ts";

/** The databases of an instance, running and migrated. */
export interface Databases {
  /** Files of the ledger's connection strings; null when the ledger is the operator's. */
  readonly ledgerFiles: SystemCluster["files"] | null;
  stop(): Promise<void>;
}

interface Input {
  readonly settings: Settings;
  readonly plan: StartPlan;
  readonly home: Home;
  readonly tell: (sentence: string) => void;
}

/**
 * Brings up the home's own clusters, or checks and migrates the operator's ledger.
 *
 * @throws StartError with one sentence, with nothing left running
 */
export async function openDatabases(input: Input): Promise<Databases> {
  if (!input.plan.hasSystemCluster) await prepareOperatorsLedger(input.settings);
  const { system, target } = await describeClusters(input);
  const running = await startClusters(
    [system, target].filter((part) => part !== null),
    input,
  );
  return {
    ledgerFiles: system?.files ?? null,
    stop: async () => void (await Promise.all(running.map((cluster) => cluster.stop()))),
  };
}

/** True while the target cluster's server runs, although nobody supervises it. */
export function targetIsAlive(home: Home): boolean {
  return findPostmaster(join(home.paths.target, "data")) !== null;
}

async function prepareOperatorsLedger(settings: Settings): Promise<void> {
  for (const setting of ["DATABASE_URL", "DATABASE_URL_WEB", "DATABASE_URL_WORKER", "DATABASE_URL_REVEAL"] as const) {
    const url = settings[setting];
    if (url !== undefined) await assertReachableUrl(setting, url);
  }
  await runMigrations(settings.DATABASE_URL ?? "");
}

async function describeClusters({ settings, plan, home }: Input) {
  const hasTarget = await namesSecret(settings.CATALOG_DIR, "target-admin-url");
  if (!plan.hasSystemCluster && !hasTarget) return { system: null, target: null };
  const binaries = await prepareBinaries(home.databaseUser, home.paths.binaries);
  return {
    system: plan.hasSystemCluster ? await systemCluster(home, binaries) : null,
    target: hasTarget ? await targetCluster(home, binaries) : null,
  };
}
