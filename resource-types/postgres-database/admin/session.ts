import type pg from "pg";
import type { AdminFacts } from "./pool.ts";
import { mapPostgresError } from "../map-postgres-error.ts";

/** A session of the admin role that one call has to itself. */
export interface AdminSession {
  readonly facts: AdminFacts;
  /** Runs one statement with parameters. */
  rows<T extends pg.QueryResultRow>(sql: string, values?: readonly unknown[]): Promise<T[]>;
  /** Sends the statements in one round trip; they take effect together or not at all. */
  run(statements: readonly string[]): Promise<void>;
}

/**
 * Gives `client` the two calls that provisioning needs; both refuse to start after an abort.
 *
 * Several statements in one simple query are one transaction (PostgreSQL, "Multiple Statements in a Simple Query").
 */
export function openAdminSession(client: pg.ClientBase, facts: AdminFacts, signal: AbortSignal): AdminSession {
  return {
    facts,
    rows: async <T extends pg.QueryResultRow>(sql: string, values: readonly unknown[] = []) => {
      try {
        signal.throwIfAborted();
        const result = await client.query<T>(sql, [...values]);
        return result.rows;
      } catch (error) {
        throw mapPostgresError(error, signal);
      }
    },
    run: async (statements) => {
      try {
        signal.throwIfAborted();
        await client.query(statements.join(";\n"));
      } catch (error) {
        throw mapPostgresError(error, signal);
      }
    },
  };
}
