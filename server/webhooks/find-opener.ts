import type { Queryable } from "#server/adapters/db/database.ts";
import { sql } from "#server/adapters/db/sql.ts";

/** The public half of a worker's key. */
export interface WebhookOpener {
  readonly id: string;
  /** 65 bytes, an uncompressed P-256 point (SEC1). */
  readonly publicKey: Buffer;
}

/** Gives the key that signing keys are sealed to: that of the worker that started last; null while none has. */
export async function findOpener(db: Queryable): Promise<WebhookOpener | null> {
  const [opener] = await db.query<WebhookOpener>(sql`
    SELECT id, public_key AS "publicKey" FROM webhook_openers ORDER BY published_at DESC, id LIMIT 1`);
  return opener ?? null;
}
