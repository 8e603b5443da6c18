import type { Queues } from "#server/adapters/queue/queues.ts";
import { atOneSet } from "#server/catalog/at-one-set.ts";
import { openBulkhead, type Bulkhead } from "#server/runs/bulkhead.ts";
import { continueRun } from "#server/runs/continue-run.ts";
import { handleRunJob } from "#server/runs/handle-run-job.ts";
import type { RunServices } from "#server/runs/run-services.ts";

/** Jobs that look what a hint is about: work on the ledger alone. */
const concurrency = 8;

/** Takes run jobs from the queue; the runs go on in slots that each back end has for itself. */
export function startRuns(services: RunServices, queues: Queues): Bulkhead {
  const atOne = () => ({ ...services, ctx: atOneSet(services.ctx) });
  const bulkhead = openBulkhead(services.ctx.log, (job) => continueRun(atOne(), queues, job));
  queues.work("runs", { concurrency }, (job) => handleRunJob(atOne(), bulkhead, job));
  return bulkhead;
}
