import { slowStepSeconds } from "#domain/health/breaker-policy.ts";
import { AppError } from "#domain/errors/app-error.ts";
import { judgeBackend } from "#server/health/judge-backend.ts";
import { readOutage } from "#server/health/read-outage.ts";
import type { ClaimedStep } from "#server/runs/claim-step.ts";
import type { RunServices } from "#server/runs/run-services.ts";
import type { StepLease } from "#server/runs/step-lease.ts";

/**
 * Looks, for as long as a step takes long, whether its back end answers at all, and stops the step where it does not: one
 * that swallows what it is sent would hold its slot until the deadline, and cost an attempt.
 *
 * @returns ends the watch
 */
export function watchSlowStep(services: RunServices, claim: ClaimedStep, lease: StepLease): () => void {
  const { backend } = claim.run;
  let isOver = false;
  const look = async () => {
    await judgeBackend(services, backend, "A step takes long.");
    if (isOver || (await readOutage(services.ctx.db, backend)) === null) return;
    lease.stop(new AppError("backend_unavailable", "The back end stopped answering."));
  };
  const timer = setInterval(() => {
    void look().catch((error: unknown) =>
      services.ctx.log.warn({ err: error, backend }, "a slow step was not looked at"),
    );
  }, slowStepSeconds * 1000);
  return () => {
    isOver = true;
    clearInterval(timer);
  };
}
