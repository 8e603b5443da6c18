import { Redis } from "ioredis";
import type { RedisPlace } from "#server/adapters/queue/parse-redis-url.ts";
import { readRedisServer, type RedisServerFacts } from "#server/adapters/queue/read-redis-server.ts";

const answerMs = 3000;

/** Connects once, asks the server what it is, and leaves. @throws the reason when it does not answer within seconds */
export async function askRedisServer({ prefix: _, ...server }: RedisPlace): Promise<RedisServerFacts> {
  const limits = { connectTimeout: answerMs, commandTimeout: answerMs, maxRetriesPerRequest: 0 };
  const client = new Redis({ ...server, ...limits, lazyConnect: true, retryStrategy: () => null });
  let reason: unknown;
  client.on("error", (error) => {
    reason = error;
  });
  try {
    await client.connect();
    return await readRedisServer(client);
  } catch (error) {
    // A connection that fails says only that it is closed; why came before.
    throw reason ?? error;
  } finally {
    client.disconnect();
  }
}
