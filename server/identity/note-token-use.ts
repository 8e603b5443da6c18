import type { Queryable } from "#server/adapters/db/database.ts";
import { sql } from "#server/adapters/db/sql.ts";
import type { ServerContext } from "#server/context.ts";

const underWay = new Map<string, Promise<void>>();

/**
 * Notes that a token is used now, beside the answer and at most once a minute over all processes.
 *
 * A note that fails is not lost: the time in the ledger stays old, so that the token's next call notes it again.
 */
export function noteTokenUse({ db, log }: Pick<ServerContext, "db" | "log">, tokenId: string): void {
  if (underWay.has(tokenId)) return;
  const noted = write(db, tokenId).catch((error: unknown) => {
    log.warn({ err: error, tokenId }, "the use of a token could not be noted yet");
  });
  underWay.set(tokenId, noted);
  void noted.then(() => underWay.delete(tokenId));
}

async function write(db: Queryable, tokenId: string): Promise<void> {
  await db.query(sql`
    UPDATE service_account_tokens SET last_used_at = now()
    WHERE id = ${tokenId} AND (last_used_at IS NULL OR last_used_at < now() - interval '1 minute')`);
}
