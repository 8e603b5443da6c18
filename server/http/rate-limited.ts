import { AppError } from "#domain/errors/app-error.ts";
import type { LimitState } from "#server/http/call-limiter.ts";

/** Makes the refusal of a call beyond its limit, with what `Retry-After` and the rate-limit headers say. */
export function rateLimited(limit: LimitState, what: string): AppError {
  const seconds = Math.ceil(limit.retryAfterSeconds);
  return new AppError("rate_limited", `At most ${limit.limit} ${what} a minute. Try again in ${seconds} s.`, {
    details: { ...limit, retryAfterSeconds: seconds } satisfies LimitState,
  });
}
