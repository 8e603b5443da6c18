import type { Party } from "#domain/approvals/owns-request.ts";
import type { Queryable } from "#server/adapters/db/database.ts";
import { sql } from "#server/adapters/db/sql.ts";

/**
 * Tells who answers for what these principals ask: whoever made a service account, and whoever made any token or
 * trust rule of it, revoked ones included. A person has no owner and is not in the map.
 */
export async function readAccountOwners(
  on: Queryable,
  principalIds: readonly string[],
): Promise<ReadonlyMap<string, readonly Party[]>> {
  const ids = [...new Set(principalIds)];
  const rows = await on.query<Party & { accountId: string }>(sql`
    SELECT o.account_id AS "accountId", p.id AS "principalId", p.email
    FROM (SELECT id AS account_id, created_by FROM service_accounts WHERE id = ANY(${ids})
      UNION SELECT service_account_id, created_by FROM service_account_tokens WHERE service_account_id = ANY(${ids})
      UNION SELECT service_account_id, created_by FROM trust_rules WHERE service_account_id = ANY(${ids})) o
      JOIN principals p ON p.id = o.created_by`);
  return Map.groupBy(rows, ({ accountId }) => accountId);
}
