import type { Access } from "#domain/provisioning/resource-type.ts";
import type { Queryable } from "#server/adapters/db/database.ts";
import { sql } from "#server/adapters/db/sql.ts";

/**
 * Takes it that somebody else changed the secret in use, since a person said that a new one is to take its place: what the
 * back end keeps now is not compared any more, and what was stopped goes on. The caller holds the resource's lock.
 */
export async function acceptChange(
  tx: Queryable,
  { id, reissueAccess }: { readonly id: string; readonly reissueAccess: Access },
): Promise<void> {
  await tx.query(sql`
    WITH accepted AS (
      UPDATE grants SET changed_at = NULL, fingerprint = NULL
      WHERE resource_id = ${id} AND access = ${reissueAccess} AND ended_at IS NULL AND changed_at IS NOT NULL)
    UPDATE resources r SET reissue_acknowledged = false, updated_at = clock_timestamp(),
      blocked_reason = CASE WHEN blocked_reason = 'secret_changed_elsewhere' AND NOT EXISTS (
        SELECT FROM grants WHERE resource_id = r.id AND access <> ${reissueAccess} AND ended_at IS NULL AND changed_at IS NOT NULL)
        THEN NULL ELSE blocked_reason END
    WHERE id = ${id}`);
}
