import type { Pace } from "#server/adapters/queue/queues.ts";

/** Finished jobs say nothing that the ledger does not say better. */
export const finishedJobOptions = { removeOnComplete: true, removeOnFail: true } as const;

/** A pace in BullMQ's words. */
export function workerPace({ concurrency, perSecondMax }: Pace) {
  return { concurrency, ...(perSecondMax !== undefined && { limiter: { max: perSecondMax, duration: 1000 } }) };
}
