import type { LedgerProcess } from "#scripts/embedded/ledger/prepare-ledger.ts";

/** What the global set-up tells every test file. */
export interface HarnessContext {
  readonly ledger: {
    /** Superuser's connection string of the cluster's `postgres` database. */
    readonly adminUrl: string;
    /** Migrated database that `createLedgerDatabase` copies. */
    readonly template: string;
    readonly passwords: Readonly<Record<LedgerProcess | "migrator", string>>;
    /** Cluster directory, with `data/` and `server.log`. */
    readonly directory: string;
  };
  readonly target: {
    /** Superuser's connection string of the cluster's `postgres` database, over loopback TCP. */
    readonly adminUrl: string;
    readonly directory: string;
  };
}

declare module "vitest" {
  export interface ProvidedContext {
    latchkeyHarness: HarnessContext;
  }
}
