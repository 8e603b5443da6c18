import pg from "pg";
import { scramVerifier } from "#domain/credentials/scram-verifier.ts";

/** The processes that log in to the ledger with rights of their own. */
export const ledgerProcesses = ["web", "worker", "reveal", "auditor"] as const;

/** One of the processes that log in to the ledger. */
export type LedgerProcess = (typeof ledgerProcesses)[number];

/** Name of the role that owns the ledger database and runs its migrations. */
export const migratorRole = "latchkey_migrator";

/** Name of the login that a process uses; member of the group role `latchkey_<process>`. */
export const loginRole = (process: LedgerProcess) => `latchkey_${process}_login`;

/** What a ledger is made from; the passwords are printable ASCII. */
export interface LedgerPlan {
  /** Superuser's connection string of any other database of the cluster. */
  readonly adminUrl: string;
  readonly database: string;
  readonly passwords: Readonly<Record<LedgerProcess | "migrator", string>>;
}

/**
 * Makes the ledger's owner, database and logins where they are missing. Idempotent.
 *
 * @param migrate runs once owner and database are there: it brings the schema up to date and makes the group roles
 */
export async function prepareLedger(plan: LedgerPlan, migrate: () => Promise<void>): Promise<void> {
  const admin = new pg.Client({ connectionString: plan.adminUrl });
  await admin.connect();
  try {
    await createLogin(admin, migratorRole, { password: plan.passwords.migrator, options: "CREATEROLE" });
    await createDatabase(admin, plan.database);
    await migrate();
    for (const process of ledgerProcesses) {
      const options = `IN ROLE latchkey_${process}`;
      await createLogin(admin, loginRole(process), { password: plan.passwords[process], options });
    }
    await restrictConnect(admin, plan.database);
  } finally {
    await admin.end();
  }
}

/** Lets only the ledger's own roles connect to a database; a copy made from a template starts without this. */
export async function restrictConnect(admin: pg.Client, database: string): Promise<void> {
  const name = pg.escapeIdentifier(database);
  const groups = ledgerProcesses.map((process) => `latchkey_${process}`).join(", ");
  await admin.query(`REVOKE ALL ON DATABASE ${name} FROM PUBLIC; GRANT CONNECT ON DATABASE ${name} TO ${groups}`);
}

async function createLogin(admin: pg.Client, role: string, login: { password: string; options: string }) {
  const { rowCount } = await admin.query("SELECT FROM pg_roles WHERE rolname = $1", [role]);
  if (rowCount !== 0) return;
  const verifier = scramVerifier(Buffer.from(login.password));
  await admin.query(`CREATE ROLE ${pg.escapeIdentifier(role)} LOGIN PASSWORD '${verifier}' ${login.options}`);
}

async function createDatabase(admin: pg.Client, database: string): Promise<void> {
  const { rowCount } = await admin.query("SELECT FROM pg_database WHERE datname = $1", [database]);
  if (rowCount !== 0) return;
  await admin.query(`CREATE DATABASE ${pg.escapeIdentifier(database)} OWNER ${migratorRole}`);
}
