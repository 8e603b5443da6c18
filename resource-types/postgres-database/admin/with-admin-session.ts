import type { BackendContext, ProvisionContext } from "#domain/provisioning/resource-type.ts";
import { mapPostgresError } from "../map-postgres-error.ts";
import { endOnAbort } from "./end-on-abort.ts";
import { getAdminPool } from "./pool.ts";
import { openAdminSession, type AdminSession } from "./session.ts";

/** What a call on the cluster needs to know of its context. */
export type CallContext = Pick<ProvisionContext<unknown>, "resource" | "backend" | "signal" | "assertFence">;

/**
 * Runs `work` in a pooled admin session; an abort ends the session and its running statement at once.
 *
 * @throws backend_unavailable, backend_refused, aborted, and what `work` throws
 */
export async function withAdminSession<T>(
  ctx: BackendContext,
  work: (session: AdminSession) => Promise<T>,
): Promise<T> {
  const { pool, facts } = getAdminPool(ctx.backend);
  try {
    ctx.signal.throwIfAborted();
    const client = await orAbort(pool.connect(), ctx.signal, (late) => late.release());
    const detach = endOnAbort(client, pool, ctx.signal);
    let failed = true;
    try {
      const result = await work(openAdminSession(client, await facts(client), ctx.signal));
      failed = false;
      return result;
    } finally {
      detach();
      // After a failure the session's state is unknown and it may hold the resource's lock: it is not used again.
      client.release(failed);
    }
  } catch (error) {
    throw mapPostgresError(error, ctx.signal);
  }
}

/** Settles with `promise`, or rejects on abort and hands a late result to `discard`. */
async function orAbort<T>(promise: Promise<T>, signal: AbortSignal, discard: (late: T) => void): Promise<T> {
  const { promise: aborted, reject } = Promise.withResolvers<never>();
  const onAbort = () => reject(signal.reason);
  signal.addEventListener("abort", onAbort, { once: true });
  try {
    return await Promise.race([promise, aborted]);
  } catch (error) {
    promise.then(discard, () => undefined);
    throw error;
  } finally {
    signal.removeEventListener("abort", onAbort);
  }
}
