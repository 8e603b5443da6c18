import type { Logger } from "#server/adapters/log/log.ts";
import type { HandleJob, QueueJob, QueueName } from "#server/adapters/queue/queues.ts";

/** All that the queue learns of a failure, since it stores what it learns. */
export class JobFailed extends Error {
  constructor() {
    super("The job failed; the worker's log says why.");
  }
}

/**
 * Does a job for BullMQ, which keeps the message of an error among its events: why it failed is logged here and nowhere
 * else.
 *
 * @throws JobFailed
 */
export async function performJob(
  job: QueueJob,
  { queue, handle, log }: { readonly queue: QueueName; readonly handle: HandleJob; readonly log: Logger },
): Promise<void> {
  try {
    await handle(job);
  } catch (error) {
    log.error({ queue, topic: job.topic, err: error }, "a job failed");
    throw new JobFailed();
  }
}
