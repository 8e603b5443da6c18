import fc from "fast-check";
import { expect, test } from "vitest";
import { CallLimiter } from "#server/http/call-limiter.ts";

function limiterAt(perMinute: number) {
  const clock = { ms: 5_000_000 };
  return { clock, limiter: new CallLimiter({ perMinute, burst: 100 }, () => clock.ms) };
}

function passed(limiter: CallLimiter, tries: number, principal = "p1"): number {
  return Array.from({ length: tries }, () => limiter.take(principal)).filter(({ allowed }) => allowed).length;
}

test("lets 60 of 10,000 pass at 60 a minute, and says when to come back", () => {
  const { clock, limiter } = limiterAt(60);
  expect(passed(limiter, 10_000)).toBe(60);
  const { allowed, state } = limiter.take("p1");
  expect([allowed, state.remaining]).toEqual([false, 0]);
  clock.ms += state.retryAfterSeconds * 1000;
  expect(limiter.take("p1").allowed).toBe(true);
});

test("lets a burst of 100 pass at 600 a minute, then ten a second", () => {
  const { clock, limiter } = limiterAt(600);
  expect(passed(limiter, 500)).toBe(100);
  clock.ms += 1000;
  expect(passed(limiter, 500)).toBe(10);
});

test("lets a whole minute's calls pass at once where no burst is named", () => {
  const limiter = new CallLimiter({ perMinute: 600 }, () => 0);
  expect(passed(limiter, 1000)).toBe(600);
});

test("keeps principals apart", () => {
  const { limiter } = limiterAt(60);
  expect(passed(limiter, 100, "p1")).toBe(60);
  expect(passed(limiter, 100, "p2")).toBe(60);
});

test("gives a replay back, also when the clock moved on meanwhile", () => {
  const { clock, limiter } = limiterAt(10);
  for (let call = 0; call < 1000; call += 1) {
    const taken = limiter.take("p1");
    expect(taken.allowed).toBe(true);
    clock.ms += (call % 5) * 400;
    limiter.giveBack("p1", taken);
  }
  expect(passed(limiter, 100)).toBe(10);
});

test("forgets those that were quiet longest, never those in use", () => {
  const { limiter } = limiterAt(5);
  expect(passed(limiter, 5, "busy")).toBe(5);
  for (let other = 0; other < 30_000; other += 1) {
    const principal = other % 1000 === 0 ? "busy" : `other-${other}`;
    expect(limiter.take(principal).allowed).toBe(principal !== "busy");
  }
});

test("never lets more than the limit pass in any minute, whatever the rhythm", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 300 }),
      fc.array(fc.tuple(fc.integer({ min: 0, max: 20_000 }), fc.integer({ min: 1, max: 200 })), { maxLength: 40 }),
      (perMinute, rhythm) => {
        const { clock, limiter } = limiterAt(perMinute);
        const passes: number[] = [];
        for (const [pause, tries] of rhythm) {
          clock.ms += pause;
          for (let call = 0; call < tries; call += 1) if (limiter.take("p1").allowed) passes.push(clock.ms);
        }
        for (const end of passes) {
          // The window moves in whole seconds: 59 of them and the one that runs.
          const within = passes.filter((at) => at <= end && at > end - 59_000).length;
          expect(within).toBeLessThanOrEqual(perMinute);
        }
      },
    ),
    { numRuns: 60 },
  );
});

test("is right about when the next one passes", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 200 }),
      fc.array(fc.integer({ min: 0, max: 3000 }), { maxLength: 300 }),
      (perMinute, pauses) => {
        const { clock, limiter } = limiterAt(perMinute);
        for (const pause of pauses) {
          clock.ms += pause;
          const { allowed, state } = limiter.take("p1");
          if (allowed) continue;
          clock.ms += Math.ceil(state.retryAfterSeconds) * 1000;
          expect(limiter.take("p1").allowed).toBe(true);
        }
      },
    ),
    { numRuns: 60 },
  );
});
