import { expect, test } from "vitest";
import { sayHours, sayRest, sayWhen } from "./page-time.ts";

const now = Date.parse("2026-11-23T12:00:00Z");

test.each([
  [-30, "just now"],
  [30, "in a moment"],
  [-110, "2 minutes ago"],
  [3599, "in 1 hour"],
  [3 * 3600, "in 3 hours"],
  [-26 * 3600, "yesterday"],
  [72 * 3600, "in 3 days"],
])("%i seconds away is said as %s", (seconds, words) => {
  expect(sayWhen(new Date(now + seconds * 1000).toISOString(), now)).toContain(`(${words})`);
});

test("lengths are said in days where they are whole days", () => {
  expect([sayHours(1), sayHours(25), sayHours(24), sayHours(720)]).toEqual(["1 hour", "25 hours", "1 day", "30 days"]);
  expect([sayRest(300), sayRest(61), sayRest(5)]).toEqual(["5:00", "1:01", "0:05"]);
});
