import type { Actor } from "#domain/access/actor.ts";
import { AppError } from "#domain/errors/app-error.ts";
import { sql } from "#server/adapters/db/sql.ts";
import type { ServerContext } from "#server/context.ts";
import type { LimitState } from "#server/http/call-limiter.ts";
import { limiterOf } from "#server/http/limiter-of.ts";
import { rateLimited } from "#server/http/rate-limited.ts";
import { afterTwin } from "#server/idempotency/hold-key.ts";

/** What a limited submit answers with. */
export interface LimitedAnswer<T> {
  readonly answer: T;
  readonly limit: LimitState;
}

interface Caller {
  readonly ctx: ServerContext;
  readonly actor: Actor;
  readonly idempotencyKey: string | null;
}

/**
 * Runs a submit under the principal's limit of `RATE_LIMIT_SUBMITS_PER_MINUTE`.
 *
 * A replay of a known idempotency key never counts and is never refused, and a twin waits before it is counted.
 * @throws rate_limited, idempotency_in_flight, each with `retryAfterSeconds`
 */
export async function limitSubmits<T extends { readonly replayed: boolean }>(
  caller: Caller,
  submit: () => Promise<T>,
): Promise<LimitedAnswer<T>> {
  const first = { principalId: `submits of ${caller.actor.principalId}`, key: caller.idempotencyKey };
  return afterTwin(first, () => countSubmit(caller, submit));
}

async function countSubmit<T extends { readonly replayed: boolean }>(
  { ctx, actor, idempotencyKey }: Caller,
  submit: () => Promise<T>,
): Promise<LimitedAnswer<T>> {
  const limiter = limiterOf(ctx.settings, "submits");
  const { principalId } = actor;
  const taken = limiter.take(principalId);
  if (!taken.allowed && !(await isKnownKey(ctx, principalId, idempotencyKey))) {
    throw rateLimited(taken.state, "submits");
  }
  const answer = await submit().catch((error: unknown) => {
    if (taken.allowed && isAboutKey(error)) limiter.giveBack(principalId, taken);
    throw error;
  });
  const limit = taken.allowed && answer.replayed ? limiter.giveBack(principalId, taken) : taken.state;
  return { answer, limit };
}

function isAboutKey(error: unknown): boolean {
  return error instanceof AppError && (error.code === "idempotency_in_flight" || error.code === "idempotency_conflict");
}

async function isKnownKey(ctx: ServerContext, principalId: string, key: string | null): Promise<boolean> {
  if (key === null) return false;
  const known = await ctx.db.query(sql`
    SELECT 1 FROM idempotency_keys WHERE principal_id = ${principalId} AND key = ${key}`);
  return known.length > 0;
}
