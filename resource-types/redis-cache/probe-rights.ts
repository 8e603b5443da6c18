import { randomBytes } from "node:crypto";
import { AppError } from "#domain/errors/app-error.ts";
import type { Receipt } from "#domain/provisioning/resource-type.ts";
import type { ExternalNames } from "./external-names.ts";
import { mapRedisError, replyCode } from "./map-redis-error.ts";
import type { Command, Connection } from "./connect.ts";
import type { RedisContext } from "./call.ts";

/**
 * Checks what a tenant who is logged in can do, by doing it: it works below its prefix, and is refused everywhere else.
 *
 * Every attempt would be harmless if it were permitted; what would not be is asked by `tryDangerous`.
 * @throws verification_failed with the failed checks
 */
export async function probeRights(connection: Connection, ctx: RedisContext, names: ExternalNames): Promise<Receipt> {
  const key = `${names.keyPrefix}latchkey-probe`;
  const [whoAmI] = await connection.callAll([["ACL", "WHOAMI"]]);
  // One transaction, so that a worker that dies here leaves no key behind.
  const own = await connection.transact([
    ["SET", key, "1", "PX", 60_000],
    ["GET", key],
    ["PUBLISH", key, "1"],
    ["DEL", key],
  ]);
  const attempts = outsideAttempts(ctx.parameters.scripting);
  const answers = await connection.callAll(Object.values(attempts));
  const lost = answers.find((answer) => answer instanceof Error && replyCode(answer) === undefined);
  if (lost !== undefined) throw mapRedisError(lost, ctx.signal);
  const refusals = Object.fromEntries(
    Object.keys(attempts).map((what, index) => [what, replyCode(answers[index]) ?? "permitted"]),
  );
  const failed = [
    ...(whoAmI === names.username ? [] : ["user"]),
    ...(own[1] === "1" && own[3] === 1 ? [] : ["own key"]),
    ...Object.keys(refusals).filter((what) => refusals[what] !== "NOPERM"),
  ];
  if (failed.length === 0) return { user: whoAmI, ownKey: "written, read, deleted", refusals };
  throw new AppError("verification_failed", `The new user did not pass its checks: ${failed.join(", ")}.`, {
    details: { failed, user: whoAmI, refusals },
  });
}

function outsideAttempts(scripting: boolean): Readonly<Record<string, Command>> {
  const outside = `latchkey-probe-${randomBytes(8).toString("hex")}`;
  return {
    "read a foreign key": ["GET", outside],
    "rename a foreign key": ["RENAME", outside, `${outside}-2`],
    "publish on a foreign channel": ["PUBLISH", outside, "1"],
    "list keys": ["SCAN", 0, "COUNT", 1],
    "match keys": ["KEYS", outside],
    "pick a random key": ["RANDOMKEY"],
    "count keys": ["DBSIZE"],
    "select another database": ["SELECT", 0],
    "read the configuration": ["CONFIG", "GET", "maxmemory"],
    "read the server's state": ["INFO"],
    "list users": ["ACL", "LIST"],
    "list connections": ["CLIENT", "LIST"],
    "list channels": ["PUBSUB", "CHANNELS"],
    ...(scripting ? {} : { "run a script": ["EVAL", "return 1", 0] as const }),
    "subscribe to every channel": ["PSUBSCRIBE", "*"],
  };
}
