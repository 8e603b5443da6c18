import { isAppError } from "#domain/errors/app-error.ts";
import { sql } from "#server/adapters/db/sql.ts";
import { claimStep, isClaimed, type Claim, type ClaimedStep } from "#server/runs/claim-step.ts";
import { failpoint } from "#server/runs/failpoint.ts";
import { finishRun } from "#server/runs/finish-run.ts";
import { lockRun } from "#server/runs/lock-run.ts";
import { performStep, type StepOutcome } from "#server/runs/perform-step.ts";
import type { RunServices } from "#server/runs/run-services.ts";
import { recordOutcome } from "#server/runs/record-outcome.ts";
import { waitForBackend } from "#server/runs/wait-for-backend.ts";

/** Where a run was left: over, held by another worker, or to be looked at again at `until`. */
export type RunPause = { readonly kind: "over" } | { readonly kind: "held" | "wait"; readonly until: Date };

/**
 * Drives a run until it is over or has to wait, from whatever its rows say.
 *
 * Safe to call at any time, by any number of workers, for any run: the rows decide, every step is claimed by lease
 * and fence before its effect, and its outcome commits together with the claim of the next one.
 */
export async function executeRun(services: RunServices, runId: string): Promise<RunPause> {
  let claim = await advance(services, runId, null);
  while (isClaimed(claim)) {
    await failpoint(`run.${claim.kind}.${claim.step.name}.claimed`);
    const outcome = await performStep(services, claim);
    await failpoint(`run.${claim.kind}.${claim.step.name}.performed`);
    claim = await advance(services, runId, { claim, outcome });
  }
  return claim.kind === "finish" ? { kind: "over" } : claim;
}

interface Performed {
  readonly claim: ClaimedStep;
  readonly outcome: StepOutcome;
}

/** Commits what was performed, then claims the next step or finishes the run, all in one transaction. */
async function advance(services: RunServices, runId: string, performed: Performed | null): Promise<Claim> {
  const { ctx } = services;
  try {
    return await ctx.db.transaction(async (tx) => {
      // The resource before the run, as everywhere: a reveal that writes into the same history never dead-locks with this.
      await tx.query(
        sql`SELECT FROM resources WHERE id = (SELECT resource_id FROM runs WHERE id = ${runId}) FOR UPDATE`,
      );
      if (performed) await recordOutcome(tx, services, performed);
      const run = await lockRun(tx, runId);
      if (run === null) return { kind: "over" };
      const claim = (await waitForBackend(tx, run)) ?? (await claimStep(tx, run, ctx.settings.LEASE_SECONDS));
      if (claim.kind === "finish") await finishRun(tx, services, { run, outcome: claim.outcome, performed });
      return claim;
    });
  } catch (error) {
    if (!isAppError(error, "fence_lost")) throw error;
    ctx.log.warn({ runId, err: error }, "step lost to a newer worker");
    return { kind: "over" };
  }
}
