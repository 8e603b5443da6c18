import { outageGraceMinutes } from "#domain/health/canary-policy.ts";
import { sql } from "#server/adapters/db/sql.ts";
import type { ServerContext } from "#server/context.ts";

interface Due {
  readonly name: string;
  readonly isProbeDue: boolean;
  readonly isCanaryDue: boolean;
}

/**
 * Finds the back ends that are due for a look whether they answer, and those of the catalog that are due for a synthetic
 * build: connected, and not in an outage that is still being waited out. One that was just connected is due at once.
 */
export async function findDueChecks({ db, catalog }: Pick<ServerContext, "db" | "catalog">): Promise<readonly Due[]> {
  await db.query(sql`
    INSERT INTO backend_health (name) SELECT name FROM backend_states WHERE connected AND name = ANY(${[...catalog.backends.keys()]})
    ON CONFLICT (name) DO NOTHING`);
  const due = await db.query<Due>(sql`
    SELECT h.name, h.opened_at IS NOT NULL AND coalesce(h.probe_at, '-infinity') <= clock_timestamp()
        AND (h.probe_until IS NULL OR h.probe_until <= clock_timestamp()) AS "isProbeDue",
      coalesce(s.connected, false) AND h.name = ANY(${[...catalog.backends.keys()]})
        AND (h.canary_at <= clock_timestamp() OR (h.paused_at IS NULL AND h.canary_failures = 0
          AND h.opened_at < clock_timestamp() - make_interval(mins => ${outageGraceMinutes})))
        AND (h.opened_at IS NULL OR h.opened_at < clock_timestamp() - make_interval(mins => ${outageGraceMinutes}))
        AND NOT EXISTS (SELECT FROM backend_canaries c WHERE c.backend = h.name AND c.finished_at IS NULL
          AND c.lease_until > clock_timestamp()) AS "isCanaryDue"
    FROM backend_health h LEFT JOIN backend_states s ON s.name = h.name`);
  return due.filter(({ isProbeDue, isCanaryDue }) => isProbeDue || isCanaryDue);
}
