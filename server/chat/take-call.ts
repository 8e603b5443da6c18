import { createHash } from "node:crypto";
import type { Queryable } from "#server/adapters/db/database.ts";
import { sql } from "#server/adapters/db/sql.ts";

/** Longer than a signature is believed: five minutes after the time it states, which may be five minutes ahead. */
const keptMinutes = 20;

/**
 * Takes a call by its signature: true for the first, false for every other one that bears it, however many come at once.
 */
export async function takeCall(db: Queryable, signature: string): Promise<boolean> {
  const hash = createHash("sha256").update(signature).digest();
  // One at a time: two that delete the same rows could wait for each other.
  await db.query(sql`
    DELETE FROM chat_calls WHERE received_at < now() - make_interval(mins => ${keptMinutes})
      AND pg_try_advisory_xact_lock(hashtextextended('chat-calls', 0))`);
  const taken = await db.query(sql`
    INSERT INTO chat_calls (signature_hash) VALUES (${hash}) ON CONFLICT (signature_hash) DO NOTHING RETURNING 1`);
  return taken.length === 1;
}
