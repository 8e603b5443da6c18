import { randomUUID } from "node:crypto";
import { createPostgresBackend, Queue, Worker, type Job } from "bullmq";
import pg from "pg";
import { surviveLostConnections } from "#server/adapters/db/open-pool.ts";
import type { Logger } from "#server/adapters/log/log.ts";
import { finishedJobOptions, workerPace } from "#server/adapters/queue/bullmq-options.ts";
import { JobFailed, performJob } from "#server/adapters/queue/perform-job.ts";
import { queueNames, type QueueName, type Queues } from "#server/adapters/queue/queues.ts";

const poolConnectionsMax = 16;

/**
 * Opens BullMQ on PostgreSQL. Every BullMQ object shares one pool: each would open its own otherwise.
 *
 * The schema `bullmq` was migrated by the migrator; a least-privilege role cannot and need not.
 */
export function openPostgresQueues(connectionString: string, log: Logger): Queues {
  const pool = new pg.Pool({
    connectionString,
    application_name: "latchkey queue",
    max: poolConnectionsMax,
    options: "-c search_path=bullmq",
    keepAlive: true,
  });
  surviveLostConnections(pool, (error) => log.warn({ err: error }, "a connection of the queue was lost"));
  const queues = new Map(queueNames.map((name) => [name, openQueue(name, pool, log)]));
  const workers: { close(): Promise<void> }[] = [];
  return {
    async add(name, { topic, payload }, delayMs = 0) {
      // An id of our own: for its own ids BullMQ makes a sequence per queue, which the worker's role may not.
      await queues.get(name)?.add(topic, payload, { ...finishedJobOptions, jobId: randomUUID(), delay: delayMs });
    },
    work(name, pace, handle) {
      const process = (job: Job) => performJob({ topic: job.name, payload: job.data }, { queue: name, handle, log });
      const worker = new Worker(name, process, { connection: pool, ...workerPace(pace) }, createPostgresBackend);
      worker.on("error", (error) => log.warn({ queue: name, err: error }, "the queue's worker met an error"));
      worker.on("failed", (job, error) => {
        if (error instanceof JobFailed) return;
        log.error({ queue: name, topic: job?.name, err: error }, "a job failed");
      });
      workers.push(worker);
    },
    async close() {
      await Promise.all(workers.map((worker) => worker.close()));
      await Promise.all([...queues.values()].map((queue) => queue.close()));
      await pool.end();
    },
  };
}

function openQueue(name: QueueName, pool: pg.Pool, log: Logger) {
  const queue = new Queue(name, { connection: pool }, createPostgresBackend);
  queue.on("error", (error) => log.warn({ queue: name, err: error }, "the queue met an error"));
  return queue;
}
