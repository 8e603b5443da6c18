import { setTimeout as sleep } from "node:timers/promises";
import { AppError, isAppError } from "#domain/errors/app-error.ts";
import { withAdminSession, type AdminSession } from "./admin/with-admin-session.ts";
import type { MariadbContext } from "./call.ts";

/** ER_LOCK_WAIT_TIMEOUT */
const lockWaitTimeout = 1205;
const lookMilliseconds = 100;

/**
 * Runs a DROP, and ends a prepared transaction (XA) that holds what is dropped: it outlives its connection, its user and a
 * restart, and nothing else would ever end it.
 *
 * Which of several transactions a prepared one is, the server does not tell. So one is rolled back only where the drop was
 * seen to wait for prepared ones alone, and the server has no other: then it is the tenant's for certain.
 * @returns how many were ended
 * @throws backend_refused naming those of which it may be one, for somebody who knows which
 */
export async function dropPastPrepared(ctx: MariadbContext, session: AdminSession, drop: string): Promise<number> {
  const waited = await dropWatched(ctx, session, drop);
  if (waited === null) return 0;
  const prepared = waited.isForPrepared ? await listPrepared(session) : [];
  const [only, ...others] = prepared;
  if (only === undefined) throw waited.error;
  if (others.length > 0) throw unclear(prepared);
  await ctx.assertFence();
  // Text that the server itself quoted.
  await session.rows(`XA ROLLBACK ${only}`);
  await session.rows(drop);
  return 1;
}

interface Waited {
  readonly error: AppError;
  /** Everything that it was seen to wait for is a transaction without a connection. */
  readonly isForPrepared: boolean;
}

/** Null: it was dropped. @throws whatever else the server says */
async function dropWatched(ctx: MariadbContext, session: AdminSession, drop: string): Promise<Waited | null> {
  const [own] = await session.rows<{ id: number }>("SELECT CONNECTION_ID() AS id");
  let isOver = false;
  const dropping = session
    .rows(drop)
    .then(
      () => null,
      (error: unknown) => error,
    )
    .finally(() => {
      isOver = true;
    });
  const watching = withAdminSession(ctx, async (watcher) => {
    const holders = new Set<number>();
    while (!isOver) {
      for (const { id } of await listHolders(watcher, own?.id ?? 0)) holders.add(id);
      await sleep(lookMilliseconds, undefined, { signal: ctx.signal });
    }
    return holders;
  }).catch(() => new Set<number>());
  const [error, holders] = await Promise.all([dropping, watching]);
  if (error === null) return null;
  if (!isAppError(error) || error.details.errno !== lockWaitTimeout)
    throw error instanceof Error ? error : new Error("A drop failed.", { cause: error });
  return { error, isForPrepared: holders.size > 0 && [...holders].every((id) => id === 0) };
}

/** Connections whose transactions a connection waits for; 0 for one that has none any more. */
async function listHolders(watcher: AdminSession, waiting: number): Promise<readonly { readonly id: number }[]> {
  return watcher.rows<{ id: number }>(
    `SELECT CAST(b.trx_mysql_thread_id AS SIGNED) AS id FROM information_schema.INNODB_LOCK_WAITS w
       JOIN information_schema.INNODB_TRX r ON r.trx_id = w.requesting_trx_id
       JOIN information_schema.INNODB_TRX b ON b.trx_id = w.blocking_trx_id
      WHERE r.trx_mysql_thread_id = ?`,
    [Number(waiting)],
  );
}

/** As the server writes them for XA ROLLBACK. */
async function listPrepared(session: AdminSession): Promise<readonly string[]> {
  const rows = await session.rows<{ data: string }>("XA RECOVER FORMAT='SQL'");
  return rows.map(({ data }) => String(data));
}

function unclear(prepared: readonly string[]): AppError {
  const text =
    `A prepared transaction holds the database, and the server has ${prepared.length} of which it may be one. ` +
    "Whoever knows which is the tenant's ends it: XA RECOVER, then XA ROLLBACK.";
  return new AppError("backend_refused", text, {
    details: { errno: lockWaitTimeout, prepared: prepared.slice(0, 20) },
  });
}
