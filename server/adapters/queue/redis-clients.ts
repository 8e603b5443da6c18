import { Redis, type RedisOptions } from "ioredis";
import type { RedisPlace } from "#server/adapters/queue/parse-redis-url.ts";

/** The connections that a process's queues share; BullMQ makes one more for each worker, to wait on. */
export interface RedisClients {
  /** Adds jobs; a command fails at once while there is no connection, and soon when the server hangs. */
  readonly producer: Redis;
  /** Takes jobs; a command waits until there is a connection. */
  readonly consumer: Redis;
  close(): void;
}

const answerMs = 2000;
/** Longer than the longest wait for a job, which is 10 s. */
const silenceMs = 20_000;
const retryMsMax = 1000;

/** Opens both; they connect by themselves, and again for as long as they are open, whatever happens to the server. */
export function openRedisClients({ prefix: _, ...server }: RedisPlace): RedisClients {
  const shared: RedisOptions = {
    ...server,
    connectionName: "latchkey",
    retryStrategy: (times) => Math.min(50 * 2 ** Math.min(times, 10), retryMsMax),
    // After a failover the old address leads to a server that may only be read: look again who is the writable one.
    reconnectOnError: (error) => error.message.startsWith("READONLY"),
  };
  const producer = new Redis({
    ...shared,
    enableOfflineQueue: false,
    maxRetriesPerRequest: 0,
    commandTimeout: answerMs,
  });
  const consumer = new Redis({ ...shared, maxRetriesPerRequest: null, socketTimeout: silenceMs });
  // What ails the server is told once, of the producer: ioredis would print it for every try.
  consumer.on("error", () => undefined);
  return {
    producer,
    consumer,
    close() {
      producer.disconnect();
      consumer.disconnect();
    },
  };
}
