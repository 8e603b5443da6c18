import type { Logger } from "#server/adapters/log/log.ts";
import { openPostgresQueues } from "#server/adapters/queue/open-postgres-queues.ts";
import { openRedisQueues } from "#server/adapters/queue/open-redis-queues.ts";
import { parseRedisUrl } from "#server/adapters/queue/parse-redis-url.ts";
import type { Queues } from "#server/adapters/queue/queues.ts";

/**
 * Opens BullMQ on Redis or Valkey when there is a `REDIS_URL`, else on the ledger's PostgreSQL.
 *
 * Nothing but speed depends on the choice: with either, a lost queue loses nothing.
 *
 * @throws settings_invalid when the URL cannot be one, in a sentence without it
 */
export function openQueues(connectionString: string, redisUrl: string | undefined, log: Logger): Queues {
  return redisUrl === undefined
    ? openPostgresQueues(connectionString, log)
    : openRedisQueues(parseRedisUrl(redisUrl), log);
}
