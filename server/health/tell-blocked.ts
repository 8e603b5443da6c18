import type { Queryable } from "#server/adapters/db/database.ts";
import { sql } from "#server/adapters/db/sql.ts";
import { tellPlatform } from "#server/health/tell-platform.ts";
import type { RoleSources } from "#server/identity/actor-from-principal.ts";
import type { LockedRun } from "#server/runs/lock-run.ts";

interface Blocked {
  readonly run: LockedRun;
  readonly reason: string;
  /** What went wrong last. */
  readonly message: string;
}

/** Tells the platform team of work that does not go on, once per run and reason; of access that may not have ended, security too. */
export async function tellBlocked(
  tx: Queryable,
  sources: RoleSources,
  { run, reason, message }: Blocked,
): Promise<void> {
  const [row] = await tx.query<{ name: string }>(sql`SELECT name FROM resources WHERE id = ${run.resourceId}`);
  await tellPlatform(tx, sources, {
    template: "run.blocked",
    key: `${run.id}:${reason}`,
    payload: { name: row?.name ?? "", resourceId: run.resourceId, why: reason, reason: message },
    roles: reason === "revocation_unverified" ? ["platform", "security"] : ["platform"],
  });
}
