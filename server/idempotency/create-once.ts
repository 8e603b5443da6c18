import type { Database, Queryable } from "#server/adapters/db/database.ts";
import { sql } from "#server/adapters/db/sql.ts";
import { findCreated } from "#server/idempotency/find-created.ts";
import { holdKey, inFlight, keyName } from "#server/idempotency/hold-key.ts";
import { fingerprintOf, type KeyedCall } from "#server/idempotency/keyed-call.ts";

/** Id of what a call made, or of what an earlier one with the same key had made. */
export interface Created {
  readonly id: string;
  readonly replayed: boolean;
}

/** Makes something in the transaction and gives its id. */
type Create = (tx: Queryable) => Promise<string>;

/**
 * Runs `create` in a transaction of its own, once for each key: a repeat gets the id of what the first call made, and
 * `create` does not run. Key and thing commit together, so what fails binds no key.
 *
 * A call waits a moment for its twin here, without a connection, and not at all for one of another process.
 * @throws idempotency_conflict when the key belongs to another call; idempotency_in_flight while a twin is running
 */
export async function createOnce(db: Database, call: KeyedCall, create: Create): Promise<Created> {
  return holdKey<Created>(call, {
    find: () => findEarlier(db, call),
    create: () => db.transaction((tx) => createUnderLock(tx, call, create)),
  });
}

/** What another process committed since is seen here: each statement of a READ COMMITTED transaction looks anew. */
async function createUnderLock(tx: Queryable, call: KeyedCall, create: Create): Promise<Created> {
  if (call.key === null) return { id: await create(tx), replayed: false };
  const [lock] = await tx.query<{ isOurs: boolean }>(sql`
    SELECT pg_try_advisory_xact_lock(hashtextextended(${keyName(call)}, 0)) AS "isOurs"`);
  if (lock?.isOurs !== true) throw inFlight();
  const earlier = await findEarlier(tx, call);
  if (earlier !== null) return earlier;
  const id = await create(tx);
  await tx.query(sql`
    INSERT INTO idempotency_keys (principal_id, key, fingerprint, request_id)
    VALUES (${call.principalId}, ${call.key}, ${fingerprintOf(call)}, ${id})`);
  return { id, replayed: false };
}

async function findEarlier(on: Queryable, call: KeyedCall): Promise<Created | null> {
  const id = await findCreated(on, call);
  return id === null ? null : { id, replayed: true };
}
