import { AppError } from "#domain/errors/app-error.ts";
import type { Queryable } from "#server/adapters/db/database.ts";
import { sql } from "#server/adapters/db/sql.ts";

/** A service account as it stands under its principal's lock. */
export interface LockedServiceAccount {
  readonly team: string;
  readonly name: string;
  readonly state: "active" | "revoked";
  /** Made by hand: those of workloads are as many as there are jobs. */
  readonly liveTokens: number;
}

/**
 * Locks the principal of a service account, whose stream takes its events, and reads the account in the next statement.
 *
 * @throws not_found
 */
export async function lockServiceAccount(tx: Queryable, id: string): Promise<LockedServiceAccount> {
  await tx.query(sql`SELECT 1 FROM principals WHERE id = ${id} FOR NO KEY UPDATE`);
  const [row] = await tx.query<LockedServiceAccount>(sql`
    SELECT a.team, a.name, CASE WHEN a.revoked_at IS NULL THEN 'active' ELSE 'revoked' END AS state,
      (SELECT count(*)::int FROM service_account_tokens t
        WHERE t.service_account_id = a.id AND t.revoked_at IS NULL AND t.expires_at > now() AND t.trust_rule_id IS NULL) AS "liveTokens"
    FROM service_accounts a WHERE a.id = ${id}`);
  if (row === undefined) throw new AppError("not_found", "There is no such service account.");
  return row;
}
