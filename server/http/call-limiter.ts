const windowSeconds = 60;
const callersMax = 10_000;

/** What the limiter says about one caller right now. */
export interface LimitState {
  readonly limit: number;
  /** Calls that would pass at once. */
  readonly remaining: number;
  /** Seconds until the full burst is there again. */
  readonly resetSeconds: number;
  /** Seconds until one more call passes; 0 when one does now. */
  readonly retryAfterSeconds: number;
}

/** One try; `second` names it for `giveBack`. */
export interface Taken {
  readonly allowed: boolean;
  readonly state: LimitState;
  readonly second: number;
}

interface Meter {
  tokens: number;
  filledAt: number;
  /** Calls by second of the last minute, a ring. */
  readonly bySecond: Uint32Array;
  second: number;
}

/**
 * Counts calls per caller: never more than `perMinute` in any minute, nor `burst` at once.
 *
 * A token bucket shapes the burst, a sliding minute bounds the sum. Lives in one process's memory, keeps at most 10,000
 * callers and forgets those that have been quiet longest.
 */
export class CallLimiter {
  readonly #perMinute: number;
  readonly #burst: number;
  readonly #now: () => number;
  readonly #meters = new Map<string, Meter>();

  /**
   * @param limits `burst` without a value: a whole minute's calls at once
   * @param now milliseconds of a clock that never runs back
   */
  constructor(
    { perMinute, burst = perMinute }: { readonly perMinute: number; readonly burst?: number },
    now: () => number = () => performance.now(),
  ) {
    this.#perMinute = perMinute;
    this.#burst = Math.min(burst, perMinute);
    this.#now = now;
  }

  /** Takes one call if one passes; the answer tells what is left after it. */
  take(caller: string): Taken {
    const meter = this.#meter(caller);
    const allowed = this.#retryAfter(meter) === 0;
    if (allowed) {
      meter.tokens -= 1;
      this.#count(meter, meter.second, 1);
    }
    return { allowed, second: meter.second, state: this.#stateOf(meter) };
  }

  /** Gives one call back: it turned out to be a replay. */
  giveBack(caller: string, { second }: Taken): LimitState {
    const meter = this.#meter(caller);
    meter.tokens = Math.min(this.#burst, meter.tokens + 1);
    if (meter.second - second < windowSeconds) this.#count(meter, second, -1);
    return this.#stateOf(meter);
  }

  #meter(caller: string): Meter {
    const now = this.#now();
    const second = Math.floor(now / 1000);
    const meter = this.#meters.get(caller) ?? {
      tokens: this.#burst,
      filledAt: now,
      bySecond: new Uint32Array(windowSeconds),
      second,
    };
    meter.tokens = Math.min(this.#burst, meter.tokens + ((now - meter.filledAt) / 60_000) * this.#perMinute);
    meter.filledAt = now;
    for (let passed = Math.max(meter.second + 1, second - windowSeconds + 1); passed <= second; passed += 1) {
      meter.bySecond[passed % windowSeconds] = 0;
    }
    meter.second = second;
    this.#remember(caller, meter);
    return meter;
  }

  #remember(caller: string, meter: Meter): void {
    this.#meters.delete(caller);
    this.#meters.set(caller, meter);
    if (this.#meters.size <= callersMax) return;
    const [quietest] = this.#meters.keys();
    if (quietest !== undefined) this.#meters.delete(quietest);
  }

  #count(meter: Meter, second: number, by: 1 | -1): void {
    const slot = second % windowSeconds;
    meter.bySecond[slot] = Math.max(0, (meter.bySecond[slot] ?? 0) + by);
  }

  #retryAfter(meter: Meter): number {
    const forToken = meter.tokens >= 1 ? 0 : ((1 - meter.tokens) / this.#perMinute) * 60;
    return Math.max(forToken, this.#secondsUntilWindowFrees(meter));
  }

  #secondsUntilWindowFrees(meter: Meter): number {
    if (used(meter) < this.#perMinute) return 0;
    for (let ago = windowSeconds - 1; ago >= 0; ago -= 1) {
      if (countAt(meter, meter.second - ago) > 0) return windowSeconds - ago;
    }
    return 0;
  }

  #stateOf(meter: Meter): LimitState {
    const room = this.#perMinute - used(meter);
    return {
      limit: this.#perMinute,
      remaining: Math.max(0, Math.floor(Math.min(meter.tokens, room))),
      resetSeconds: Math.ceil(((this.#burst - meter.tokens) / this.#perMinute) * 60),
      retryAfterSeconds: this.#retryAfter(meter),
    };
  }
}

function used(meter: Meter): number {
  return meter.bySecond.reduce((sum, count) => sum + count, 0);
}

function countAt(meter: Meter, second: number): number {
  return meter.bySecond[((second % windowSeconds) + windowSeconds) % windowSeconds] ?? 0;
}
