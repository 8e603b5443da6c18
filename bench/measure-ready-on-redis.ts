import { startInstance } from "#bench/instance.ts";
import { measureReady, type ReadyFigures } from "#bench/measure-ready.ts";
import { askRedis } from "#tests/harness/ask-redis.ts";
import { findRedisBinary, startRedisServer } from "#tests/harness/redis-server.ts";

/**
 * Starts the same installation once more with its queue on a Redis of the bench's own, and measures it like the first.
 *
 * Gives null where no redis-server is on the machine. @throws when the installation did not use the Redis after all
 */
export async function measureReadyOnRedis(
  env: Record<string, string>,
  token: string,
  rounds: number,
): Promise<ReadyFigures | null> {
  if (findRedisBinary() === null) return null;
  await using redis = await startRedisServer();
  await using instance = await startInstance({ ...env, REDIS_URL: redis.url });
  const figures = await measureReady(instance, token, rounds);
  const keys = await askRedis(redis.url, "KEYS", "latchkey:runs:*");
  if (!Array.isArray(keys) || keys.length === 0) throw new Error("The queue was not on Redis.");
  return figures;
}
