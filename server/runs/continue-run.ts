import { z } from "zod";
import type { QueueJob, Queues } from "#server/adapters/queue/queues.ts";
import { executeRun } from "#server/runs/execute-run.ts";
import type { RunServices } from "#server/runs/run-services.ts";

const payloadSchema = z.object({ runId: z.string() });

/** Drives a run as far as it goes now, and asks to be called again when it has to wait. */
export async function continueRun(services: RunServices, queues: Queues, { payload }: QueueJob): Promise<void> {
  const { runId } = payloadSchema.parse(payload);
  if (services.drain.aborted) return;
  const pause = await executeRun(services, runId);
  if (pause.kind === "over") return;
  const delayMs = Math.max(50, pause.until.getTime() - Date.now());
  await queues.add("runs", { topic: "run.continue", payload: { runId } }, delayMs);
}
