import { setTimeout } from "node:timers/promises";
import type { Logger } from "#server/adapters/log/log.ts";
import type { HandleJob, Pace, QueueJob } from "#server/adapters/queue/queues.ts";

/** Does the jobs of one queue in this process, for as long as the queue itself cannot take them. */
export interface LocalLane {
  /** Takes a job; one that already waits, or comes while too many wait, is left to the sweeper. */
  take(job: QueueJob): void;
  /** Drops what waits, and waits for what is under way. */
  close(): Promise<void>;
}

const waitingMax = 1000;

/** Opens a lane that keeps the queue's pace, and logs and forgets a job whose handler throws. */
export function openLocalLane(pace: Pace, handle: HandleJob, log: Logger): LocalLane {
  const waiting = new Map<string, QueueJob>();
  const running = new Set<Promise<void>>();
  // As many slots as jobs at a time, each busy long enough that all together keep the rate.
  const slotMs = pace.perSecondMax === undefined ? 0 : (1000 * pace.concurrency) / pace.perSecondMax;
  const perform = async (job: QueueJob) => {
    const done = handle(job).catch((error: unknown) => log.error({ topic: job.topic, err: error }, "a job failed"));
    await Promise.all([done, slotMs > 0 && setTimeout(slotMs)]);
  };
  const fill = () => {
    for (const [key, job] of waiting) {
      if (running.size >= pace.concurrency) return;
      waiting.delete(key);
      const slot: Promise<void> = perform(job).finally(() => {
        running.delete(slot);
        fill();
      });
      running.add(slot);
    }
  };
  let closed = false;
  return {
    take(job) {
      if (closed || waiting.size >= waitingMax) return;
      waiting.set(JSON.stringify(job), job);
      fill();
    },
    async close() {
      closed = true;
      waiting.clear();
      await Promise.all(running);
    },
  };
}
