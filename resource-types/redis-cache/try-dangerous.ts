import type { AdminSession } from "./admin/with-admin-session.ts";
import type { Command } from "./connect.ts";
import type { ExternalNames } from "./external-names.ts";
import { mapRedisError } from "./map-redis-error.ts";

const dangerous: readonly Command[] = [
  ["FLUSHALL"],
  ["FLUSHDB"],
  ["SWAPDB", 0, 1],
  ["CONFIG", "SET", "maxmemory", "0"],
  ["ACL", "SETUSER", "default", "on"],
  ["CLIENT", "KILL", "TYPE", "normal"],
  ["CLIENT", "TRACKING", "on", "BCAST"],
  ["SCRIPT", "FLUSH"],
  ["FUNCTION", "FLUSH"],
  ["DEBUG", "SLEEP", "0"],
  ["SHUTDOWN"],
  ["REPLICAOF", "NO", "ONE"],
  ["MODULE", "LIST"],
  ["MONITOR"],
  ["KEYS", "*"],
  ["SCAN", 0],
];

/**
 * Asks the server, by ACL DRYRUN, which of the commands that harm everybody the user might run; it runs none of them.
 *
 * @returns the permitted ones: an empty list for a user as it should be
 */
export async function tryDangerous(
  session: AdminSession,
  names: ExternalNames,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const ownKey = `${names.keyPrefix}key`;
  const commands: readonly Command[] = [
    ...dangerous,
    ["GET", names.marker],
    ["SET", "latchkey-probe", "1"],
    ["MOVE", ownKey, 1],
    ["COPY", ownKey, ownKey, "DB", 1],
    ["SORT", ownKey, "BY", "*"],
    ["RESTORE", ownKey, 0, "x"],
    ["MIGRATE", "127.0.0.1", 1, ownKey, 0, 1],
  ];
  const answers = await session.callAll(commands.map((command) => ["ACL", "DRYRUN", names.username, ...command]));
  return answers.flatMap((answer, index) => {
    if (answer instanceof Error && !/unknown command|syntax/i.test(answer.message)) throw mapRedisError(answer, signal);
    return answer === "OK" ? [String(commands[index]?.slice(0, 2).join(" "))] : [];
  });
}
