import fc from "fast-check";
import { expect, test } from "vitest";
import { burnDown } from "#domain/resources/burn-down.ts";

const now = new Date("2026-11-27T12:00:00Z");
const inDays = (days: number) => new Date(now.getTime() + days * 24 * 3_600_000);

test("counts each end in its week, and what is left behind it", () => {
  const weeks = burnDown([inDays(-1), inDays(0), inDays(6.9), inDays(7), inDays(20), inDays(80)], now, 4);
  expect(weeks).toEqual([
    { week: 0, ending: 3, left: 3 },
    { week: 1, ending: 1, left: 2 },
    { week: 2, ending: 1, left: 1 },
    { week: 3, ending: 0, left: 1 },
  ]);
});

test("loses none: what ended so far and what is left are all of them, in every week", () => {
  const ends = fc.array(fc.integer({ min: -10, max: 200 }).map(inDays), { maxLength: 60 });
  fc.assert(
    fc.property(ends, (all) => {
      let ended = 0;
      for (const { ending, left } of burnDown(all, now, 13)) {
        ended += ending;
        expect(ended + left).toBe(all.length);
      }
    }),
  );
});
