import type { Queryable } from "#server/adapters/db/database.ts";
import { sql } from "#server/adapters/db/sql.ts";
import { findStoredTemplate } from "#server/catalog/find-stored-template.ts";
import { readHandling } from "#server/runs/read-handling.ts";

/** Where the template it was asked for by cannot be read any more. */
const restoreWindowHoursDefault = 168;

interface Frozen {
  readonly id: string;
  readonly requestId: string;
  readonly templateVersionId: string;
}

/**
 * Starts the time in which a frozen resource can be restored: as the template said when it was asked for, or as the
 * handling of its data allows by the decision that was recorded, whichever is sooner; a later freeze within the window
 * does not make it longer. For a resource that the caller has locked; gives its end.
 */
export async function setRestoreWindow(
  tx: Queryable,
  { id, requestId, templateVersionId }: Frozen,
): Promise<Date | null> {
  // Access ends even when nobody can read the template any more.
  const stored = await findStoredTemplate(tx, templateVersionId).catch(() => null);
  const handling = await readHandling(tx, requestId);
  const inTemplate = stored?.restoreWindowHours ?? restoreWindowHoursDefault;
  const hours = Math.min(inTemplate, handling?.restoreHoursMax ?? inTemplate);
  const [row] = await tx.query<{ restoreUntil: Date }>(sql`
    UPDATE resources SET frozen_at = coalesce(frozen_at, clock_timestamp()),
      restore_until = coalesce(restore_until, clock_timestamp() + make_interval(hours => ${hours}))
    WHERE id = ${id} RETURNING restore_until AS "restoreUntil"`);
  return row?.restoreUntil ?? null;
}
