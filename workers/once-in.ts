import type { QueueJob } from "#server/adapters/queue/queues.ts";

/**
 * Gives a function that tells whether a job was not let through in the last `quietMs`, and remembers that it now was.
 *
 * What still waits its turn in a long queue is found by every sweep: without this the queue would only grow longer.
 */
export function onceIn(quietMs: number, now: () => number = () => performance.now()): (job: QueueJob) => boolean {
  const lastAt = new Map<string, number>();
  return (job) => {
    const key = JSON.stringify([job.topic, job.payload]);
    const at = now();
    // Oldest first, because every entry that is renewed moves to the end.
    for (const [old, then] of lastAt) {
      if (at - then < quietMs) break;
      lastAt.delete(old);
    }
    if (lastAt.has(key)) return false;
    lastAt.set(key, at);
    return true;
  };
}
