import { Redis } from "ioredis";
import { parseRedisUrl } from "#server/adapters/queue/parse-redis-url.ts";

/** Sends one command to the server of a `REDIS_URL`, for looking behind the scenes. */
export async function askRedis(redisUrl: string, command: string, ...args: string[]): Promise<unknown> {
  const { prefix: _, ...server } = parseRedisUrl(redisUrl);
  const client = new Redis({ ...server, retryStrategy: () => null, maxRetriesPerRequest: 0 });
  // The command itself fails, and says why.
  client.on("error", () => undefined);
  try {
    return await client.call(command, ...args);
  } finally {
    client.disconnect();
  }
}
