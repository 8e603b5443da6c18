import { randomBytes } from "node:crypto";
import pg from "pg";
import { inject } from "vitest";
import { migrateLedger } from "#scripts/embedded/ledger/migrate-ledger.ts";
import {
  ledgerProcesses,
  loginRole,
  migratorRole,
  prepareLedger,
  restrictConnect,
  type LedgerProcess,
} from "#scripts/embedded/ledger/prepare-ledger.ts";
import "#tests/harness/harness-context.ts";

/** A migrated ledger of a test's own; every property but `name` and `drop` is a connection string. */
export interface LedgerDatabase extends Readonly<Record<LedgerProcess | "migrator", string>> {
  readonly name: string;
  /** The superuser's, for looking behind the scenes. */
  readonly url: string;
  drop(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

/**
 * Makes an empty, migrated ledger with the rights of an installation: one login per process, and the queue's schema for
 * the worker. Tests need no clean-up, it goes with the test file; `drop` exists for those that make many.
 */
export async function createLedgerDatabase(): Promise<LedgerDatabase> {
  const { adminUrl, template, passwords } = inject("latchkeyHarness").ledger;
  const name = newName();
  await asAdmin(adminUrl, async (admin) => {
    await admin.query(`CREATE DATABASE ${name} TEMPLATE ${template} OWNER ${migratorRole}`);
    await restrictConnect(admin, name);
  });
  return describeLedger(adminUrl, name, passwords);
}

/** Makes such a ledger on a cluster of the test's own, which it can then take away. */
export async function createLedgerOn(adminUrl: string): Promise<LedgerDatabase> {
  const { passwords } = inject("latchkeyHarness").ledger;
  const name = newName();
  const migrator = withLogin(adminUrl, { user: migratorRole, password: passwords.migrator, database: name });
  await prepareLedger({ adminUrl, database: name, passwords }, () => migrateLedger(migrator));
  return describeLedger(adminUrl, name, passwords);
}

/** Says whose it is, so that what a process left can be told from what another one uses. */
function newName(): string {
  return `ledger_${process.pid}_${randomBytes(8).toString("hex")}`;
}

function describeLedger(
  adminUrl: string,
  name: string,
  passwords: Readonly<Record<LedgerProcess | "migrator", string>>,
): LedgerDatabase {
  const urlOf = (user: string, password: string) => withLogin(adminUrl, { user, password, database: name });
  const urls = ledgerProcesses.map((process) => [process, urlOf(loginRole(process), passwords[process])] as const);
  const drop = () => asAdmin(adminUrl, async (admin) => void (await admin.query(`DROP DATABASE ${name} WITH (FORCE)`)));
  return {
    name,
    ...(Object.fromEntries(urls) as Record<LedgerProcess, string>),
    migrator: urlOf(migratorRole, passwords.migrator),
    url: withDatabase(adminUrl, name),
    drop,
    [Symbol.asyncDispose]: drop,
  };
}

async function asAdmin(adminUrl: string, work: (admin: pg.Client) => Promise<void>): Promise<void> {
  const admin = new pg.Client({ connectionString: adminUrl });
  await admin.connect();
  try {
    await work(admin);
  } finally {
    await admin.end();
  }
}

function withDatabase(adminUrl: string, database: string): string {
  const url = new URL(adminUrl);
  url.pathname = `/${database}`;
  return url.href;
}

function withLogin(adminUrl: string, login: { user: string; password: string; database: string }): string {
  const url = new URL(withDatabase(adminUrl, login.database));
  url.username = login.user;
  url.password = login.password;
  return url.href;
}
