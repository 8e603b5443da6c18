import { handlingSchema, type Handling } from "#domain/contracts/decision.ts";
import type { Queryable } from "#server/adapters/db/database.ts";
import { sql } from "#server/adapters/db/sql.ts";

/** Gives how a request's data is handled by the decision that was recorded; null: the record is older than handling. */
export async function readHandling(tx: Queryable, requestId: string): Promise<Handling | null> {
  const [row] = await tx.query<{ handling: unknown }>(sql`
    SELECT decision #> '{effective,handling}' AS handling FROM requests WHERE id = ${requestId}`);
  return handlingSchema.safeParse(row?.handling).data ?? null;
}
