import type { Redis } from "ioredis";
import type { Logger } from "#server/adapters/log/log.ts";
import { readRedisServer } from "#server/adapters/queue/read-redis-server.ts";

/**
 * Logs one sentence when the server stops or begins to answer, and none for every try in between.
 *
 * Gives the function that ends this, for when the connection is closed on purpose.
 */
export function tellReachability(client: Redis, log: Logger): () => void {
  const where = { host: client.options.host, port: client.options.port };
  let answers: boolean | null = null;
  let reason = "the connection ended";
  client.on("error", (error: Error & { code?: string }) => {
    reason = error.message || error.code || reason;
  });
  const onClose = () => {
    if (answers !== false) {
      log.warn({ ...where, reason }, "The queue's Redis does not answer: this process does the work itself meanwhile.");
    }
    answers = false;
  };
  client.on("close", onClose);
  client.on("ready", () => {
    answers = true;
    void describe(client, log, where);
  });
  return () => void client.off("close", onClose);
}

async function describe(client: Redis, log: Logger, where: object): Promise<void> {
  try {
    const { name, maxmemoryPolicy } = await readRedisServer(client);
    log.info({ ...where, server: name }, "The queue is on Redis or Valkey, and it answers.");
    if (maxmemoryPolicy === "noeviction") return;
    log.warn({ maxmemoryPolicy }, "The queue's Redis may throw jobs away: set its maxmemory-policy to noeviction.");
  } catch (error) {
    log.warn({ ...where, err: error }, "The queue's Redis does not say what it is.");
  }
}
