import { setTimeout as sleep } from "node:timers/promises";
import { AppError } from "#domain/errors/app-error.ts";
import { endConnection } from "./admin/end-connection.ts";
import type { AdminSession } from "./admin/with-admin-session.ts";

const patienceMilliseconds = 5_000;
const pollMilliseconds = 10;

/**
 * Ends every connection of the users and waits until the server shows none.
 *
 * That includes logins that have named their user and wait with their proof: such a one is judged by what held when it
 * began, so it would still be let in by a password that was replaced meanwhile.
 * @returns how many were ended
 * @throws verification_failed when a connection outlives its end by five seconds
 */
export async function endSessions(session: AdminSession, usernames: readonly string[]): Promise<number> {
  const ended = new Set<number>();
  for (let waited = 0; waited < patienceMilliseconds; waited += pollMilliseconds) {
    const found = await session.rows<{ id: number }>(
      "SELECT ID AS id FROM information_schema.PROCESSLIST WHERE USER IN (?)",
      [usernames],
    );
    if (found.length === 0) return ended.size;
    for (const { id } of found) {
      ended.add(id);
      await endConnection(session, id);
    }
    await sleep(pollMilliseconds);
  }
  throw new AppError("verification_failed", "A connection of this credential is still open on the database server.");
}
