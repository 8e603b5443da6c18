import { CallLimiter } from "#server/http/call-limiter.ts";
import type { Settings } from "#server/settings.ts";

const limitersKey = Symbol.for("latchkey.call-limiters");
const submitBurst = 100;

/** What a limit counts: submits of a principal, all calls of a principal, calls of an address without a sign-in. */
export type Limited = "submits" | "calls" | "strangers";

/** Gives this process's limiter of one kind, made of its settings. */
export function limiterOf(settings: Settings, limited: Limited): CallLimiter {
  const holder = globalThis as { [limitersKey]?: WeakMap<object, Record<Limited, CallLimiter>> };
  const bySettings = (holder[limitersKey] ??= new WeakMap());
  const known = bySettings.get(settings);
  if (known !== undefined) return known[limited];
  const limiters = {
    submits: new CallLimiter({ perMinute: settings.RATE_LIMIT_SUBMITS_PER_MINUTE, burst: submitBurst }),
    calls: new CallLimiter({ perMinute: settings.RATE_LIMIT_CALLS_PER_MINUTE }),
    strangers: new CallLimiter({ perMinute: settings.RATE_LIMIT_ADDRESS_PER_MINUTE }),
  };
  bySettings.set(settings, limiters);
  return limiters[limited];
}
