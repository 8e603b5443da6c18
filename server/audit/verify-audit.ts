import { verifyRecord, type RecordProof, type RecordVerification } from "#domain/audit/verify-record.ts";
import type { Queryable } from "#server/adapters/db/database.ts";
import { readRecord } from "#server/audit/read-record.ts";

/** Verifies the ledger's whole audit record from its stored bytes; needs only the auditor's rights. */
export async function verifyAudit(
  ledger: Queryable,
  proof: RecordProof = { verifiers: [], anchor: [] },
): Promise<RecordVerification> {
  const check = verifyRecord(proof);
  for await (const item of readRecord(ledger)) check.add(item);
  return check.end();
}
