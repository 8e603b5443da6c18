import fc from "fast-check";
import { expect, test } from "vitest";
import { deliveryRetryMs } from "#domain/notifications/delivery-retry.ts";

test("waits longer after each attempt, never above ten minutes, and spreads those who failed together", () => {
  expect([1, 2, 3, 8, 9, 100].map((attempt) => deliveryRetryMs(attempt, 0.999999))).toEqual([
    5000, 10_000, 20_000, 600_000, 600_000, 600_000,
  ]);
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 1000 }),
      fc.double({ min: 0, max: 0.999, noNaN: true }),
      (attempt, random) => {
        const waitMs = deliveryRetryMs(attempt, random);
        expect(waitMs).toBeGreaterThanOrEqual(2500);
        expect(waitMs).toBeLessThanOrEqual(600_000);
      },
    ),
  );
  expect(deliveryRetryMs(4, 0)).toBeLessThan(deliveryRetryMs(4, 0.9));
});
