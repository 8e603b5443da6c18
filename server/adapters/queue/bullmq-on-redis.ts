import { Queue, RedisConnection, Worker, type Job } from "bullmq";
import type { Redis } from "ioredis";
import type { Logger } from "#server/adapters/log/log.ts";
import { workerPace } from "#server/adapters/queue/bullmq-options.ts";
import { JobFailed } from "#server/adapters/queue/perform-job.ts";
import type { HandleJob, Pace, QueueName } from "#server/adapters/queue/queues.ts";
import type { quietWarnings } from "#server/adapters/queue/quiet-warnings.ts";

/** What every BullMQ object of the Redis driver needs. */
export interface RedisParts {
  readonly connection: Redis;
  readonly prefix: string;
  readonly log: Logger;
  readonly warn: ReturnType<typeof quietWarnings>;
}

interface RedisWork {
  readonly pace: Pace;
  readonly handle: HandleJob;
}

const retryMs = 1000;
/** The least that can wait for parts of a second. */
const assumedVersion = "7.0.0";

/** Opens a queue to add to; what goes wrong with its connection is told by whoever watches that. */
export function openRedisQueue(name: QueueName, parts: RedisParts): Queue {
  const queue = new Queue(name, options(parts));
  queue.on("error", () => undefined);
  return queue;
}

/** Starts taking jobs; while the server refuses, it is asked once a second. */
export function openRedisWorker(name: QueueName, parts: RedisParts, { pace, handle }: RedisWork): Worker {
  const process = (job: Job) => handle({ topic: job.name, payload: job.data });
  const worker = new Worker(name, process, { ...options(parts), ...workerPace(pace), runRetryDelay: retryMs });
  worker.on("error", (error) => {
    parts.warn(error, "The queue's worker met an error.");
    rest(worker);
  });
  worker.on("failed", (job, error) => {
    if (error instanceof JobFailed) return;
    parts.log.error({ queue: name, topic: job?.name, err: error }, "a job failed");
  });
  return worker;
}

/**
 * BullMQ would ask the server's version once, and an object whose question failed (no right to INFO, a connection lost
 * in that moment) would be broken for good. Told not to ask, it assumes its minimum.
 */
function options({ connection, prefix }: RedisParts) {
  RedisConnection.minimumVersion = assumedVersion;
  return { connection, prefix, skipVersionCheck: true };
}

/** Without a rest BullMQ asks again at once, for ever, what the server refuses: no right, no memory, a replica. */
function rest(worker: Worker): void {
  if (worker.isPaused()) return;
  void worker.pause(true);
  setTimeout(() => void worker.resume(), retryMs).unref();
}
