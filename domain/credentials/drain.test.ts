import fc from "fast-check";
import { expect, test } from "vitest";
import { drainHours, nextLookSeconds } from "#domain/credentials/drain.ts";

test.each([
  ["as its class says", 48, true, 48],
  ["a day where nothing is said", undefined, true, 24],
  ["an hour at most where nobody can look", 48, false, 1],
  ["at once where its class says so", 0, false, 0],
] as const)("an overtaken credential may be used %s", (_what, inTable, isWatchable, hours) => {
  expect(drainHours(inTable, isWatchable)).toBe(hours);
});

test("looks are 15 seconds apart at first and after an empty one, grow with time, and are never more than 5 minutes apart", () => {
  expect(nextLookSeconds({ drainedSeconds: 0, isEmpty: false })).toBe(15);
  expect(nextLookSeconds({ drainedSeconds: 800, isEmpty: false })).toBe(100);
  expect(nextLookSeconds({ drainedSeconds: 80_000, isEmpty: true })).toBe(15);
  fc.assert(
    fc.property(fc.nat({ max: 10_000_000 }), fc.boolean(), (drainedSeconds, isEmpty) => {
      const seconds = nextLookSeconds({ drainedSeconds, isEmpty });
      expect(seconds).toBeGreaterThanOrEqual(15);
      expect(seconds).toBeLessThanOrEqual(300);
    }),
  );
});
