import { setTimeout } from "node:timers/promises";
import { lookSecondsMax } from "#domain/health/breaker-policy.ts";
import { sql } from "#server/adapters/db/sql.ts";
import { probeBackend } from "#server/health/probe-backend.ts";
import type { RunServices } from "#server/runs/run-services.ts";

const askAgainMs = 200;
/** Longer than anybody may be looking. */
const turnsMax = ((lookSecondsMax + 10) * 1000) / askAgainMs;

/**
 * Finds out, before a failure is written down, whether it is the back end's that does not answer: then its breaker is open
 * when this returns, and the failure costs no attempt.
 */
export async function judgeBackend(services: RunServices, backend: string, message: string): Promise<void> {
  const { db, log } = services.ctx;
  const [known] = await db.query<{ isOpen: boolean }>(sql`
    INSERT INTO backend_health AS h (name, failures, failed_at, message)
    VALUES (${backend}, 1, clock_timestamp(), left(${message}, 500))
    ON CONFLICT (name) DO UPDATE SET failures = h.failures + 1, failed_at = coalesce(h.failed_at, clock_timestamp())
    RETURNING opened_at IS NOT NULL AS "isOpen"`);
  if (known?.isOpen === true) return;
  const answer = await probeBackend(services, backend);
  if (answer === null) await waitForAnswer(services, backend);
  else if (!answer.answers) log.warn({ backend, reason: answer.message }, "a back end does not answer");
}

/** Somebody else is looking: what they find counts for this failure too. */
async function waitForAnswer({ ctx, drain }: RunServices, backend: string): Promise<void> {
  for (let turn = 0; turn < turnsMax && !drain.aborted; turn++) {
    const [row] = await ctx.db.query<{ isBusy: boolean }>(sql`
      SELECT opened_at IS NULL AND probe_until > clock_timestamp() AS "isBusy" FROM backend_health WHERE name = ${backend}`);
    if (row?.isBusy !== true) return;
    await setTimeout(askAgainMs);
  }
}
