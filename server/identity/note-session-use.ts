import { sql } from "#server/adapters/db/sql.ts";
import type { ServerContext } from "#server/context.ts";

/** Finer than this, use is not written down. */
const noteSeconds = 60;

/**
 * Notes that a session is used now, at most once a minute.
 *
 * A note that fails leaves the time as it was: the session's next use notes it, or it ends early.
 */
export async function noteSessionUse(
  { db, log }: Pick<ServerContext, "db" | "log">,
  { hash, idleSeconds }: { readonly hash: Buffer; readonly idleSeconds: number },
): Promise<void> {
  if (idleSeconds < noteSeconds) return;
  try {
    await db.query(sql`
      UPDATE sessions SET last_used_at = now()
      WHERE token_hash = ${hash} AND last_used_at < now() - make_interval(secs => ${noteSeconds})`);
  } catch (error) {
    log.warn({ err: error }, "the use of a session could not be noted yet");
  }
}
