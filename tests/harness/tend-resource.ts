import { executeRun } from "#server/runs/execute-run.ts";
import type { RunServices } from "#server/runs/run-services.ts";
import { startCredentialRun } from "#server/runs/start-credential-run.ts";

/** Does everything that a resource's credentials need now, run after run, as the worker does. */
export async function tendResource(worker: RunServices, resourceId: string): Promise<void> {
  for (let turn = 0; turn < 8; turn++) {
    const runId = await startCredentialRun(worker, resourceId);
    if (runId === null) return;
    await executeRun(worker, runId);
  }
}
