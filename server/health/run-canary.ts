import { canariesKept, canaryAgainSeconds, canaryFailuresMax, canarySecondsMax } from "#domain/health/canary-policy.ts";
import type { Queryable } from "#server/adapters/db/database.ts";
import { sql } from "#server/adapters/db/sql.ts";
import { beginCanary, type Canary } from "#server/health/begin-canary.ts";
import { performCanary, type CanaryPhase, type CanaryResult } from "#server/health/perform-canary.ts";
import { recordBackendEvent } from "#server/health/record-backend-event.ts";
import { tellPlatform } from "#server/health/tell-platform.ts";
import type { RunServices } from "#server/runs/run-services.ts";

/**
 * Tries a back end by a synthetic build and end. Two failures in a row pause it, one does where trying again cannot help;
 * a good one resumes what a failed one paused, and nothing that a person did.
 *
 * @returns how it went; null where one is under way already or nothing can be built there
 */
export async function runCanary(services: RunServices, backend: string): Promise<CanaryResult | null> {
  const canary = await beginCanary(services.ctx, backend);
  if (canary === null) return null;
  const limit = AbortSignal.any([services.drain, AbortSignal.timeout(canarySecondsMax * 1000)]);
  const result = await performCanary(services, canary, limit);
  // A process that ends says nothing about the back end.
  const isDrained = services.drain.aborted && result.failure !== null;
  await services.ctx.db.transaction((tx) => finish(tx, services, { canary, result, isDrained }));
  return result;
}

interface Finished {
  readonly canary: Canary;
  readonly result: CanaryResult;
  readonly isDrained: boolean;
}

async function finish(tx: Queryable, services: RunServices, { canary, result, isDrained }: Finished): Promise<void> {
  const { backend } = canary;
  const [health] = await tx.query<Standing>(sql`
    SELECT canary_failures AS failures, paused_at IS NOT NULL AS "isPaused", paused_by IS NULL AS "isByCheck"
    FROM backend_health WHERE name = ${backend} FOR UPDATE`);
  const { phase = null, code = null, message = null } = result.failure ?? {};
  await tx.query(sql`
    UPDATE backend_canaries SET finished_at = clock_timestamp(), ok = ${isDrained ? null : result.failure === null},
      phases = ${JSON.stringify(result.phases)}::jsonb, phase = ${phase}, code = ${code}, message = left(${message}, 500)
    WHERE id = ${canary.id}`);
  await tx.query(sql`
    DELETE FROM backend_canaries WHERE backend = ${backend} AND cleaned_at IS NOT NULL AND finished_at IS NOT NULL AND id NOT IN (
      SELECT id FROM backend_canaries WHERE backend = ${backend} ORDER BY started_at DESC LIMIT ${canariesKept})`);
  if (health === undefined || isDrained) return;
  if (result.failure === null) return resume(tx, services, { backend, health });
  await fail(tx, services, { backend, health, failure: result.failure });
}

interface Standing {
  readonly failures: number;
  readonly isPaused: boolean;
  readonly isByCheck: boolean;
}

interface Judged {
  readonly backend: string;
  readonly health: Standing;
}

async function resume(tx: Queryable, { ctx }: RunServices, { backend, health }: Judged): Promise<void> {
  const isResumed = health.isPaused && health.isByCheck;
  const [row] = await tx.query<{ at: Date }>(sql`
    UPDATE backend_health SET canary_failures = 0, paused_at = CASE WHEN ${isResumed} THEN NULL ELSE paused_at END,
      pause_reason = CASE WHEN ${isResumed} THEN NULL ELSE pause_reason END
    WHERE name = ${backend} RETURNING clock_timestamp() AS at`);
  if (!isResumed || row === undefined) return;
  await recordBackendEvent(tx, {
    backend,
    action: "backend.resumed",
    message: `${backend} passed its check: new things are put on it again.`,
  });
  await tellPlatform(tx, ctx, {
    template: "backend.resumed",
    key: `${backend}:${row.at.toISOString()}`,
    payload: { name: backend },
  });
}

async function fail(
  tx: Queryable,
  { ctx }: RunServices,
  { backend, health, failure }: Judged & { readonly failure: NonNullable<CanaryResult["failure"]> },
): Promise<void> {
  const failures = health.failures + 1;
  const isPausing = !health.isPaused && (failures >= canaryFailuresMax || !failure.retryable);
  const againSeconds = Math.min(canaryAgainSeconds * 2 ** Math.min(failures - 1, 3), 300);
  const reason = `The check of ${backend} failed ${phaseWords[failure.phase]}: ${failure.message}`.slice(0, 500);
  const [row] = await tx.query<{ at: Date }>(sql`
    UPDATE backend_health SET canary_failures = ${failures},
      canary_at = clock_timestamp() + make_interval(secs => ${againSeconds}),
      paused_at = CASE WHEN ${isPausing} THEN clock_timestamp() ELSE paused_at END,
      pause_reason = CASE WHEN ${isPausing} THEN ${reason} ELSE pause_reason END
    WHERE name = ${backend} RETURNING clock_timestamp() AS at`);
  if (!isPausing || row === undefined) return;
  await recordBackendEvent(tx, {
    backend,
    action: "backend.paused",
    message: `Nothing new is put on ${backend}. ${reason}`,
  });
  await tellPlatform(tx, ctx, {
    template: "backend.paused",
    key: `${backend}:${row.at.toISOString()}`,
    payload: { name: backend, reason },
  });
}

const phaseWords = {
  clean: "while it removed what an earlier one left",
  build: "while it built something",
  verify: "while it logged in",
  revoke: "while it ended its access",
  destroy: "while it removed what it built",
} as const satisfies Record<CanaryPhase, string>;
