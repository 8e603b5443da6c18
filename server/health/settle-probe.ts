import { probeDelayMs, probesBeforeAlert, resumeSpreadSeconds } from "#domain/health/breaker-policy.ts";
import { canaryFailuresMax } from "#domain/health/canary-policy.ts";
import type { Queryable } from "#server/adapters/db/database.ts";
import { sql } from "#server/adapters/db/sql.ts";
import type { ProbeAnswer } from "#server/health/probe-backend.ts";
import { recordBackendEvent } from "#server/health/record-backend-event.ts";
import { tellPlatform } from "#server/health/tell-platform.ts";
import type { RunServices } from "#server/runs/run-services.ts";

/**
 * Writes what a look found. A back end that does not answer is tried by no run until it does, and the attempts that it
 * cost count for nothing; one that answers again has everything that waited go on within seconds.
 */
export async function settleProbe({ ctx }: RunServices, backend: string, answer: ProbeAnswer): Promise<void> {
  await ctx.db.transaction((tx) =>
    answer.answers
      ? close(tx, ctx, { backend, lookMs: answer.lookMs })
      : open(tx, ctx, { backend, message: answer.message }),
  );
}

/** The steps before the breaker, in the order in which runs take them. */
async function open(
  tx: Queryable,
  ctx: RunServices["ctx"],
  { backend, message }: { readonly backend: string; readonly message: string },
): Promise<void> {
  await tx.query(sql`
    UPDATE steps SET forgiven = attempt, undo_forgiven = undo_attempt
    WHERE state = 'pending' AND error_code = 'backend_unavailable' AND run_id IN (
      SELECT u.id FROM runs u JOIN resources r ON r.id = u.resource_id
      WHERE r.backend = ${backend} AND u.state IN ('running', 'undoing'))`);
  const [before] = await tx.query<{ probes: number }>(sql`
    SELECT probes FROM backend_health WHERE name = ${backend} FOR UPDATE`);
  const delaySeconds = probeDelayMs(before?.probes ?? 0, Math.random()) / 1000;
  const [row] = await tx.query<{ probes: number; since: Date; openedAt: Date }>(sql`
    UPDATE backend_health SET opened_at = coalesce(opened_at, clock_timestamp()), probes = probes + 1, probe_until = NULL,
      failed_at = coalesce(failed_at, clock_timestamp()), message = left(${message}, 500),
      probe_at = clock_timestamp() + make_interval(secs => ${delaySeconds})
    WHERE name = ${backend} RETURNING probes, failed_at AS since, opened_at AS "openedAt"`);
  if (row === undefined) return;
  if (row.probes === 1) {
    const said = `${backend} does not answer: ${message} What needs it waits.`;
    await recordBackendEvent(tx, { backend, action: "backend.lost", message: said });
  }
  if (row.probes < probesBeforeAlert) return;
  await tellPlatform(tx, ctx, {
    template: "backend.lost",
    key: `${backend}:${row.openedAt.toISOString()}`,
    payload: { name: backend, reason: message, since: row.since.toISOString() },
  });
}

async function close(
  tx: Queryable,
  ctx: RunServices["ctx"],
  { backend, lookMs }: { readonly backend: string; readonly lookMs: number },
): Promise<void> {
  const [before] = await tx.query<{ openedAt: Date | null; probes: number; since: Date | null }>(sql`
    SELECT opened_at AS "openedAt", probes, failed_at AS since FROM backend_health WHERE name = ${backend}`);
  if (before?.openedAt) {
    await tx.query(sql`
      UPDATE steps SET due_at = least(due_at, clock_timestamp() + make_interval(secs => random() * ${resumeSpreadSeconds}))
      WHERE state = 'pending' AND due_at > clock_timestamp() AND run_id IN (
        SELECT u.id FROM runs u JOIN resources r ON r.id = u.resource_id
        WHERE r.backend = ${backend} AND u.state IN ('running', 'undoing'))`);
  }
  await tx.query(sql`
    UPDATE backend_health SET failures = 0, failed_at = NULL, message = NULL, opened_at = NULL, probes = 0, look_ms = ${lookMs},
      probe_at = NULL, probe_until = NULL, canary_at = CASE WHEN canary_failures >= ${canaryFailuresMax}
        THEN clock_timestamp() ELSE canary_at END
    WHERE name = ${backend}`);
  if (!before?.openedAt) return;
  const said = `${backend} answers again. What waited for it goes on.`;
  await recordBackendEvent(tx, { backend, action: "backend.found", message: said });
  if (before.probes < probesBeforeAlert) return;
  await tellPlatform(tx, ctx, {
    template: "backend.found",
    key: `${backend}:${before.openedAt.toISOString()}`,
    payload: { name: backend, since: (before.since ?? before.openedAt).toISOString() },
  });
}
