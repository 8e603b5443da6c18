import { z } from "zod";
import type { QueueJob } from "#server/adapters/queue/queues.ts";
import { sql } from "#server/adapters/db/sql.ts";
import { applyClosure } from "#server/operations/apply-closure.ts";
import { settleLeaver } from "#server/people/settle-leaver.ts";
import type { Bulkhead } from "#server/runs/bulkhead.ts";
import { lookAtDrains } from "#server/runs/look-at-drains.ts";
import { startRepairRun } from "#server/reconcile/start-repair-run.ts";
import type { RunServices } from "#server/runs/run-services.ts";
import { startCredentialRun } from "#server/runs/start-credential-run.ts";
import { startApproved } from "#server/runs/start-approved.ts";
import { startReleaseRun } from "#server/runs/start-release-run.ts";

const jobSchema = z.discriminatedUnion("topic", [
  z.object({ topic: z.literal("run.start"), payload: z.object({ requestId: z.string() }) }),
  z.object({ topic: z.literal("release.start"), payload: z.object({ resourceId: z.string() }) }),
  z.object({ topic: z.literal("resource.tend"), payload: z.object({ resourceId: z.string() }) }),
  z.object({ topic: z.literal("resource.look"), payload: z.object({ resourceId: z.string() }) }),
  z.object({ topic: z.literal("resource.revert"), payload: z.object({ resourceId: z.string() }) }),
  z.object({ topic: z.literal("person.left"), payload: z.object({ principalId: z.string() }) }),
  z.object({ topic: z.literal("closure.apply"), payload: z.object({ closureId: z.string() }) }),
  z.object({ topic: z.literal("run.continue"), payload: z.object({ runId: z.string() }) }),
]);

/** Begins what a run job hints at, as far as the rows allow, and has the run go on in a slot of its back end. */
export async function handleRunJob(services: RunServices, bulkhead: Bulkhead, hint: QueueJob): Promise<void> {
  const runId = await findRun(services, jobSchema.parse(hint));
  if (runId === null || services.drain.aborted) return;
  const [run] = await services.ctx.db.query<{ backend: string }>(sql`
    SELECT r.backend FROM runs u JOIN resources r ON r.id = u.resource_id WHERE u.id = ${runId}`);
  if (run !== undefined) bulkhead.take(run.backend, runId);
}

async function findRun(services: RunServices, job: z.infer<typeof jobSchema>): Promise<string | null> {
  switch (job.topic) {
    case "run.start":
      return startApproved(services, job.payload.requestId);
    case "release.start":
      return startReleaseRun(services, job.payload.resourceId);
    case "resource.tend":
      return startCredentialRun(services, job.payload.resourceId);
    case "resource.revert":
      return startRepairRun(services, job.payload.resourceId);
    case "resource.look":
      await lookAtDrains(services, job.payload.resourceId);
      return null;
    case "person.left":
      await settleLeaver(services.ctx, job.payload.principalId);
      return null;
    case "closure.apply":
      await applyClosure(services.ctx, job.payload.closureId);
      return null;
    case "run.continue":
      return job.payload.runId;
  }
}
