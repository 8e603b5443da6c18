import type { LimitState } from "#server/http/call-limiter.ts";

/** The rate-limit headers of an answer. */
export function limitHeaders(limit: LimitState): Record<string, string> {
  return {
    "ratelimit-limit": String(limit.limit),
    "ratelimit-remaining": String(limit.remaining),
    "ratelimit-reset": String(limit.resetSeconds),
  };
}
