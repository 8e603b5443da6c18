import type { TestProject } from "vitest/node";
import { clusterUrl } from "#scripts/embedded/postgres/cluster.ts";
import { randomBytes } from "node:crypto";
import { migrateLedger } from "#scripts/embedded/ledger/migrate-ledger.ts";
import { migratorRole, prepareLedger } from "#scripts/embedded/ledger/prepare-ledger.ts";
import { adminUrl, startClusters } from "#tests/harness/start-clusters.ts";
import "#tests/harness/harness-context.ts";

const template = "ledger_template";

/**
 * Vitest's global set-up of every project with `*.int.test.ts`: one ledger cluster with a migrated template database and
 * one target cluster for the whole run. Read them with `createLedgerDatabase` and `targetAdminUrl`.
 */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const { ledger, target, stop } = await startClusters();
  try {
    const secret = () => randomBytes(18).toString("base64url");
    const passwords = { migrator: secret(), web: secret(), worker: secret(), reveal: secret(), auditor: secret() };
    const login = { user: migratorRole, password: passwords.migrator, database: template };
    const migratorUrl = clusterUrl(ledger, login);
    const plan = { adminUrl: adminUrl(ledger), database: template, passwords };
    await prepareLedger(plan, () => migrateLedger(migratorUrl));
    project.provide("latchkeyHarness", {
      ledger: { adminUrl: adminUrl(ledger), template, passwords, directory: ledger.directory },
      target: { adminUrl: adminUrl(target), directory: target.directory },
    });
  } catch (error) {
    await stop();
    throw error;
  }
  return stop;
}
