import { z } from "zod";
import type { QueueJob, Queues } from "#server/adapters/queue/queues.ts";
import { settleLeaver } from "#server/people/settle-leaver.ts";
import { executeRun } from "#server/runs/execute-run.ts";
import type { RunServices } from "#server/runs/run-services.ts";
import { startCredentialRun } from "#server/runs/start-credential-run.ts";
import { startProvisionRun } from "#server/runs/start-provision-run.ts";
import { startReleaseRun } from "#server/runs/start-release-run.ts";

const jobSchema = z.discriminatedUnion("topic", [
  z.object({ topic: z.literal("run.start"), payload: z.object({ requestId: z.string() }) }),
  z.object({ topic: z.literal("release.start"), payload: z.object({ resourceId: z.string() }) }),
  z.object({ topic: z.literal("resource.tend"), payload: z.object({ resourceId: z.string() }) }),
  z.object({ topic: z.literal("person.left"), payload: z.object({ principalId: z.string() }) }),
  z.object({ topic: z.literal("run.continue"), payload: z.object({ runId: z.string() }) }),
]);

/** Does what a run job hints at, as far as the rows allow, and asks to be called again when the run has to wait. */
export async function handleRunJob(services: RunServices, queues: Queues, hint: QueueJob): Promise<void> {
  const runId = await findRun(services, jobSchema.parse(hint));
  if (runId === null || services.drain.aborted) return;
  const pause = await executeRun(services, runId);
  if (pause.kind === "over") return;
  const delayMs = Math.max(50, pause.until.getTime() - Date.now());
  await queues.add("runs", { topic: "run.continue", payload: { runId } }, delayMs);
}

async function findRun(services: RunServices, job: z.infer<typeof jobSchema>): Promise<string | null> {
  switch (job.topic) {
    case "run.start":
      return startProvisionRun(services, job.payload.requestId);
    case "release.start":
      return startReleaseRun(services, job.payload.resourceId);
    case "resource.tend":
      return startCredentialRun(services, job.payload.resourceId);
    case "person.left":
      await settleLeaver(services.ctx, job.payload.principalId);
      return null;
    case "run.continue":
      return job.payload.runId;
  }
}
