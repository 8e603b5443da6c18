/** A job: a topic and the ids it is about. The queue is a hint; the rows decide what is done. */
export interface QueueJob {
  readonly topic: string;
  readonly payload: unknown;
}

/** How fast jobs are taken. */
export interface Pace {
  /** Jobs at a time in this process. */
  readonly concurrency: number;
  /** Jobs begun per second over all processes; left out: no limit. */
  readonly perSecondMax?: number;
}

/** Does one job; safe to call for any job at any time, as often as the queue likes. */
export type HandleJob = (job: QueueJob) => Promise<void>;

/** The queues: the steps of runs, messages to people, and messages to other systems. */
export const queueNames = ["runs", "notices", "webhooks"] as const;

/** One of the queues. */
export type QueueName = (typeof queueNames)[number];

/** The queues of one worker process, over connections that they share. */
export interface Queues {
  add(queue: QueueName, job: QueueJob, delayMs?: number): Promise<void>;
  /** Starts taking jobs; a handler that throws is logged and left to the sweeper. */
  work(queue: QueueName, pace: Pace, handle: HandleJob): void;
  /** Stops taking jobs, waits for those under way, then closes every connection. */
  close(): Promise<void>;
}
