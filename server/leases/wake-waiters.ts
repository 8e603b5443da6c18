import type { Queryable } from "#server/adapters/db/database.ts";
import { sql } from "#server/adapters/db/sql.ts";

/** Wakes whoever waits for a lease when the transaction commits. */
export async function wakeWaiters(tx: Queryable, leases: readonly { readonly id: string }[]): Promise<void> {
  await tx.query(sql`SELECT pg_notify('latchkey_events', id) FROM unnest(${leases.map(({ id }) => id)}::text[]) AS id`);
}
