import { exportLine } from "#domain/audit/export-line.ts";
import type { Queryable } from "#server/adapters/db/database.ts";
import { readRecord } from "#server/audit/read-record.ts";

/**
 * Gives the whole audit record as lines of JSON, fit to be verified where no ledger is.
 *
 * Needs only the auditor's rights. All lines belong together only when `ledger` reads one snapshot.
 */
export async function* exportAudit(ledger: Queryable): AsyncGenerator<string, void> {
  for await (const item of readRecord(ledger)) yield exportLine(item);
}
