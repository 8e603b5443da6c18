import { AppError } from "#domain/errors/app-error.ts";
import type { Queryable } from "#server/adapters/db/database.ts";
import { sql } from "#server/adapters/db/sql.ts";
import { fingerprintOf, type KeyedCall } from "#server/idempotency/keyed-call.ts";

/**
 * Gives the id of what an earlier call with the same key and body made; null where there was none.
 *
 * @throws idempotency_conflict when the key belongs to another body or another operation
 */
export async function findCreated(on: Queryable, call: KeyedCall): Promise<string | null> {
  if (call.key === null) return null;
  const [known] = await on.query<{ createdId: string; fingerprint: Buffer }>(sql`
    SELECT request_id AS "createdId", fingerprint FROM idempotency_keys
    WHERE principal_id = ${call.principalId} AND key = ${call.key}`);
  if (known === undefined) return null;
  if (known.fingerprint.equals(fingerprintOf(call))) return known.createdId;
  throw new AppError("idempotency_conflict", "This Idempotency-Key was used for another call. Choose a new key.");
}
