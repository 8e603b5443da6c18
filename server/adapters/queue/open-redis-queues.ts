import { randomUUID } from "node:crypto";
import { setTimeout } from "node:timers/promises";
import type { Queue, Worker } from "bullmq";
import type { Redis } from "ioredis";
import { AppError } from "#domain/errors/app-error.ts";
import type { Logger } from "#server/adapters/log/log.ts";
import { openRedisQueue, openRedisWorker } from "#server/adapters/queue/bullmq-on-redis.ts";
import { finishedJobOptions } from "#server/adapters/queue/bullmq-options.ts";
import { openLocalLane, type LocalLane } from "#server/adapters/queue/local-lane.ts";
import type { RedisPlace } from "#server/adapters/queue/parse-redis-url.ts";
import { performJob } from "#server/adapters/queue/perform-job.ts";
import { queueNames, type HandleJob, type QueueName, type Queues } from "#server/adapters/queue/queues.ts";
import { quietWarnings } from "#server/adapters/queue/quiet-warnings.ts";
import { openRedisClients } from "#server/adapters/queue/redis-clients.ts";
import { tellReachability } from "#server/adapters/queue/tell-reachability.ts";

/** What BullMQ may need, after the last job, to write down that it is done. */
const farewellMs = 2000;

/**
 * Opens BullMQ on Redis or Valkey. While the server does not take a job, this process does it itself, at the same
 * pace: an outage costs other workers their hints, and nobody any work.
 */
export function openRedisQueues(place: RedisPlace, log: Logger): Queues {
  const clients = openRedisClients(place);
  const stopTelling = tellReachability(clients.producer, log);
  const warn = quietWarnings(log);
  const parts = { prefix: place.prefix, log, warn };
  const toQueue = { ...parts, connection: clients.producer };
  const queues = new Map(queueNames.map((name) => [name, openRedisQueue(name, toQueue)]));
  const workers: Worker[] = [];
  const lanes = new Map<QueueName, LocalLane>();
  const underWay = new Set<Promise<void>>();
  return {
    async add(name, job, delayMs = 0) {
      const queue = queues.get(name);
      if (queue === undefined || (await isTaken(clients.producer, queue, { job, delayMs, warn }))) return;
      const lane = lanes.get(name);
      if (lane === undefined) throw new AppError("unavailable", "The queue's Redis does not take jobs.");
      // What is to be done later is found by the sweeper when it is due.
      if (delayMs === 0) lane.take(job);
    },
    work(name, pace, handle) {
      lanes.set(name, openLocalLane(pace, handle, log));
      const perform = { queue: name, handle, log };
      const process: HandleJob = (job) => track(underWay, performJob(job, perform));
      workers.push(openRedisWorker(name, { ...parts, connection: clients.consumer }, { pace, handle: process }));
    },
    async close() {
      const isAway = clients.producer.status !== "ready";
      const closing = Promise.all(workers.map((worker) => worker.close(isAway)));
      await Promise.allSettled([...underWay, ...[...lanes.values()].map((lane) => lane.close())]);
      // BullMQ would wait for a server that may not come back.
      await Promise.race([closing, setTimeout(farewellMs, undefined, { ref: false })]);
      await Promise.all([...queues.values()].map((queue) => queue.close()));
      stopTelling();
      clients.close();
    },
  };
}

interface Offer {
  readonly job: { readonly topic: string; readonly payload: unknown };
  readonly delayMs: number;
  readonly warn: ReturnType<typeof quietWarnings>;
}

async function isTaken(producer: Redis, queue: Queue, { job, delayMs, warn }: Offer): Promise<boolean> {
  if (producer.status !== "ready") return false;
  try {
    await queue.add(job.topic, job.payload, { ...finishedJobOptions, jobId: randomUUID(), delay: delayMs });
    return true;
  } catch (error) {
    const reason = error instanceof Error ? error : new Error(String(error));
    warn(reason, "The queue's Redis did not take a job.");
    // A server that hangs keeps its connection: leave it, so that the next job need not wait as long.
    if (reason.message === "Command timed out" && producer.status === "ready") producer.disconnect(true);
    return false;
  }
}

async function track(underWay: Set<Promise<void>>, work: Promise<void>): Promise<void> {
  underWay.add(work);
  try {
    await work;
  } finally {
    underWay.delete(work);
  }
}
