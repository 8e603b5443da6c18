import { reasonOf, type Finding, type Patient } from "#cli/local/doctor/finding.ts";
import { askRedisServer } from "#server/adapters/queue/ask-redis-server.ts";
import { parseRedisUrl, type RedisPlace } from "#server/adapters/queue/parse-redis-url.ts";

const subject = "queue";

/** Says which queue the worker uses, and looks whether its Redis answers and keeps what it is given. */
export async function checkQueue({ settings }: Patient): Promise<Finding[]> {
  if (settings.REDIS_URL === undefined) {
    return [{ level: "ok", subject, message: "on the ledger's PostgreSQL: REDIS_URL is not set here" }];
  }
  try {
    return [await lookAt(parseRedisUrl(settings.REDIS_URL))];
  } catch (error) {
    return [{ level: "fail", subject, message: reasonOf(error), cure: "Correct REDIS_URL." }];
  }
}

async function lookAt(place: RedisPlace): Promise<Finding> {
  const where = `${place.host}:${place.port}, keys ${place.prefix}:*`;
  try {
    const { name, maxmemoryPolicy } = await askRedisServer(place);
    if (maxmemoryPolicy === "noeviction") return { level: "ok", subject, message: `on ${name} at ${where}` };
    const message = `on ${name} at ${where}, which may throw jobs away: its maxmemory-policy is ${maxmemoryPolicy}`;
    return { level: "warn", subject, message, cure: "Set its maxmemory-policy to noeviction." };
  } catch (error) {
    const message = `the Redis of REDIS_URL at ${where} does not answer: ${reasonOf(error)}`;
    const cure = "See that it runs and lets the worker in; until then each worker does the work that it finds itself.";
    return { level: "fail", subject, message, cure };
  }
}
