import type { Actor } from "#domain/access/actor.ts";
import type { LimitState } from "#server/http/call-limiter.ts";
import { limiterOf } from "#server/http/limiter-of.ts";
import { rateLimited } from "#server/http/rate-limited.ts";
import type { Settings } from "#server/settings.ts";

/**
 * Counts one call of a principal against `RATE_LIMIT_CALLS_PER_MINUTE`; gives what is left.
 *
 * @throws rate_limited with `retryAfterSeconds`
 */
export function limitCaller(settings: Settings, { principalId }: Pick<Actor, "principalId">): LimitState {
  const { allowed, state } = limiterOf(settings, "calls").take(principalId);
  if (!allowed) throw rateLimited(state, "calls");
  return state;
}
