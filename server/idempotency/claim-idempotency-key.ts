import { createHash } from "node:crypto";
import canonicalize from "canonicalize";
import { AppError } from "#domain/errors/app-error.ts";
import type { Queryable } from "#server/adapters/db/database.ts";
import { sql } from "#server/adapters/db/sql.ts";

interface KeyedCall {
  readonly principalId: string;
  /** The caller's `Idempotency-Key`; null where none was sent. */
  readonly key: string | null;
  readonly operation: string;
  readonly body: unknown;
  /** Id of what the call is about to create. */
  readonly createdId: string;
}

/**
 * Binds a key to what the caller's transaction is about to create; gives the id of what an earlier call with the same
 * key and body created, or null for the first. A concurrent call waits here until the first one has committed.
 *
 * @throws idempotency_conflict when the key belongs to another body or another operation
 */
export async function claimIdempotencyKey(tx: Queryable, call: KeyedCall): Promise<string | null> {
  const { principalId, key, operation, body, createdId } = call;
  if (key === null) return null;
  const fingerprint = createHash("sha256")
    .update(`${operation} ${canonicalize(body) ?? ""}`)
    .digest();
  const claimed = await tx.query(sql`
    INSERT INTO idempotency_keys (principal_id, key, fingerprint, request_id)
    VALUES (${principalId}, ${key}, ${fingerprint}, ${createdId}) ON CONFLICT DO NOTHING RETURNING key`);
  if (claimed.length > 0) return null;
  const [known] = await tx.query<{ createdId: string; fingerprint: Buffer }>(sql`
    SELECT request_id AS "createdId", fingerprint FROM idempotency_keys
    WHERE principal_id = ${principalId} AND key = ${key}`);
  if (known?.fingerprint.equals(fingerprint)) return known.createdId;
  throw new AppError("idempotency_conflict", "This Idempotency-Key was used for another body. Choose a new key.");
}
