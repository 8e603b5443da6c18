import { setTimeout } from "node:timers/promises";
import { sql } from "#server/adapters/db/sql.ts";
import { executeRun } from "#server/runs/execute-run.ts";
import type { RunServices } from "#server/runs/run-services.ts";

const askAgainMs = 20;

/** Drives a run to its end in this process: whatever waits for a time is due at once. Gives how often it was taken up. */
export async function driveRun(services: RunServices, runId: string): Promise<number> {
  for (let times = 1; ; times++) {
    const pause = await executeRun(services, runId);
    if (pause.kind === "over") return times;
    // A back end that does not answer is not asked again by asking for it.
    await setTimeout(askAgainMs);
    await makeDue(services, runId);
  }
}

/** Ends the waiting, and the leases of workers that died, of a run's steps. */
export async function makeDue({ ctx }: RunServices, runId: string): Promise<void> {
  await ctx.db.query(
    sql`UPDATE steps SET due_at = clock_timestamp() - interval '1 ms', lease_until = least(lease_until, clock_timestamp() - interval '1 ms') WHERE run_id = ${runId}`,
  );
}
