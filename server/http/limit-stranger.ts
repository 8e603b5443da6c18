import { addressKey } from "#server/http/address-key.ts";
import type { LimitState } from "#server/http/call-limiter.ts";
import { callerAddress } from "#server/http/caller-address.ts";
import { limiterOf } from "#server/http/limiter-of.ts";
import { rateLimited } from "#server/http/rate-limited.ts";
import type { Settings } from "#server/settings.ts";

/**
 * Counts one call that nobody has signed in for against `RATE_LIMIT_ADDRESS_PER_MINUTE` of where it came from; gives what is
 * left, or null in a process that cannot tell where.
 *
 * Only the socket and `TRUSTED_PROXIES` tell the address; an IPv6 address counts with all of its /64.
 * @throws rate_limited with `retryAfterSeconds`
 */
export function limitStranger(settings: Settings, request: Request): LimitState | null {
  const address = callerAddress(request, settings);
  if (address === null) return null;
  const { allowed, state } = limiterOf(settings, "strangers").take(addressKey(address));
  if (!allowed) throw rateLimited(state, "calls without a sign-in");
  return state;
}
