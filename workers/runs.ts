import type { Queues } from "#server/adapters/queue/queues.ts";
import { atOneSet } from "#server/catalog/at-one-set.ts";
import { handleRunJob } from "#server/runs/handle-run-job.ts";
import type { RunServices } from "#server/runs/run-services.ts";

const concurrency = 8;

/** Takes run jobs from the queue. */
export function startRuns(services: RunServices, queues: Queues): void {
  queues.work("runs", { concurrency }, (job) =>
    handleRunJob({ ...services, ctx: atOneSet(services.ctx) }, queues, job),
  );
}
