import fc from "fast-check";
import { expect, test } from "vitest";
import { lifetimeAmount, lifetimeHours, lifetimeUnit } from "#components/requests/lifetime.ts";

test("showing hours in their unit and reading them back changes nothing", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 87_600 }), (hours) => {
      const unit = lifetimeUnit(hours);
      expect(lifetimeHours(lifetimeAmount(hours, unit), unit)).toBe(hours);
    }),
  );
});

test("an emptied field is no lifetime", () => {
  expect(lifetimeHours(Number.NaN, "days")).toBeUndefined();
});

test("half a day is twelve hours", () => {
  expect(lifetimeHours(0.5, "days")).toBe(12);
});
