import { setTimeout as sleep } from "node:timers/promises";
import { AppError } from "#domain/errors/app-error.ts";
import { endConnection } from "./admin/end-connection.ts";
import type { AdminSession } from "./admin/with-admin-session.ts";

const patienceMilliseconds = 5_000;
const loginMilliseconds = 500;
const pollMilliseconds = 10;

/** How the server calls whoever has not said its password yet. */
const strangers = "unauthenticated user";

/**
 * Ends every connection of the users and waits until the server shows none.
 *
 * A login that was half-way when the user was locked or got another password is judged by what held when it began, and
 * ends as an open connection: one may wait with its answer on purpose. Those of that moment are therefore waited for,
 * and ended when they take longer than a login does, whoever they are.
 * @returns how many connections of the users were ended
 * @throws verification_failed when a connection outlives its end by five seconds
 */
export async function endSessions(session: AdminSession, usernames: readonly string[]): Promise<number> {
  const ended = new Set<number>();
  let halfway: ReadonlySet<number> | undefined;
  for (let waited = 0; waited < patienceMilliseconds; waited += pollMilliseconds) {
    const found = await session.rows<{ id: number; user: string }>(
      "SELECT ID AS id, USER AS user FROM information_schema.PROCESSLIST WHERE USER IN (?)",
      [[...usernames, strangers]],
    );
    const unknown = found.filter(({ user }) => user === strangers).map(({ id }) => id);
    halfway ??= new Set(unknown);
    const waiting = unknown.filter((id) => halfway?.has(id));
    const theirs = found.filter(({ user }) => user !== strangers).map(({ id }) => id);
    if (theirs.length + waiting.length === 0) return ended.size;
    for (const id of theirs) {
      ended.add(id);
      await endConnection(session, id);
    }
    if (waited >= loginMilliseconds) for (const id of waiting) await endConnection(session, id);
    await sleep(pollMilliseconds);
  }
  throw new AppError("verification_failed", "A connection of this credential is still open on the database server.");
}
