import { setTimeout as sleep } from "node:timers/promises";
import { AppError } from "#domain/errors/app-error.ts";
import type { AdminSession } from "./admin/session.ts";

const patienceMilliseconds = 5_000;
const pollMilliseconds = 10;

/**
 * Ends every session of the roles and waits until the server shows none, whatever database they are in.
 *
 * @returns the process ids of those that were ended
 * @throws verification_failed when a session outlives its termination by five seconds
 */
export async function endSessions(session: AdminSession, roles: readonly string[]): Promise<readonly number[]> {
  const ended = new Set<number>();
  for (let waited = 0; waited < patienceMilliseconds; waited += pollMilliseconds) {
    const alive = await terminateSessions(session, roles);
    if (alive.length === 0) return [...ended];
    for (const pid of alive) ended.add(pid);
    await sleep(pollMilliseconds);
  }
  throw new AppError("verification_failed", "A session of this credential is still open on the database server.");
}

/** Tells every session of the roles to end, without waiting; gives their process ids. */
export async function terminateSessions(session: AdminSession, roles: readonly string[]): Promise<readonly number[]> {
  // In the select list, where the server calls it for the rows that remain; in WHERE it could come before the filter.
  const told = await session.rows<{ pid: number }>(
    "SELECT pid, pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = ANY($1)",
    [roles],
  );
  return told.map(({ pid }) => pid);
}
