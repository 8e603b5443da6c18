import fc from "fast-check";
import { expect, test } from "vitest";
import { endsAt, type ResourceClock } from "#domain/resources/ends-at.ts";
import { nextWarning, warningHours } from "#domain/resources/next-warning.ts";

const hourMs = 3_600_000;
const base = Date.parse("2026-11-27T12:00:00Z");
const instant = fc.integer({ min: 0, max: 9000 }).map((hours) => new Date(base + hours * hourMs));
const clock: fc.Arbitrary<ResourceClock & { readonly readyAt: Date }> = fc.record({
  readyAt: fc.constant(new Date(base)),
  firstClaimAt: fc.option(instant),
  claimWindowHours: fc.integer({ min: 1, max: 720 }),
  lifetimeHours: fc.integer({ min: 1, max: 8760 }),
  extendedUntil: fc.option(instant),
  notAfter: fc.option(instant),
});
const end = (of: ResourceClock) => endsAt(of)?.getTime() ?? Number.NaN;

test("an end is never later than the whole claim window and lifetime, unless it was extended", () => {
  fc.assert(
    fc.property(clock, (of) => {
      const latest = of.readyAt.getTime() + (of.claimWindowHours + of.lifetimeHours) * hourMs;
      expect(end({ ...of, extendedUntil: null })).toBeLessThanOrEqual(latest);
    }),
  );
});

test("who opens it sooner gets no more, and nobody gets less than the lifetime, where it has no end of its own", () => {
  fc.assert(
    fc.property(clock, fc.integer({ min: 0, max: 720 }), (given, sooner) => {
      const of = { ...given, notAfter: null, firstClaimAt: new Date(base + 720 * hourMs) };
      const opened = { ...of, firstClaimAt: new Date(base + (720 - sooner) * hourMs) };
      expect(end(opened)).toBeLessThanOrEqual(end(of));
      const start = Math.min(opened.firstClaimAt.getTime(), base + of.claimWindowHours * hourMs);
      expect(end(opened) - start).toBeGreaterThanOrEqual(of.lifetimeHours * hourMs);
    }),
  );
});

test("an extension never moves an end earlier, and nothing outlives the end that it has by itself", () => {
  fc.assert(
    fc.property(clock, instant, (of, extendedUntil) => {
      const before = end({ ...of, extendedUntil: null });
      const after = end({ ...of, extendedUntil });
      expect(after).toBeGreaterThanOrEqual(before);
      if (of.notAfter !== null) expect(after).toBeLessThanOrEqual(of.notAfter.getTime());
      else expect(after).toBeGreaterThanOrEqual(extendedUntil.getTime());
    }),
  );
});

test("what is not ready has no end, and what has an end of its own counts from ready whenever it was opened", () => {
  fc.assert(
    fc.property(clock, instant, (of, other) => {
      expect(endsAt({ ...of, readyAt: null })).toBeNull();
      const own = { ...of, notAfter: new Date(base + 20_000 * hourMs), extendedUntil: null };
      expect(end(own)).toBe(end({ ...own, firstClaimAt: other }));
    }),
  );
});

test("each warning comes once in its time, in the second half of the life, the nearest first", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 9000 }), fc.integer({ min: -5, max: 9100 * 60 }), (hours, minutes) => {
      const span = { from: new Date(base), until: new Date(base + hours * hourMs) };
      const now = new Date(base + minutes * 60_000);
      const left = (span.until.getTime() - now.getTime()) / hourMs;
      const due = warningHours.filter((step) => step * 2 <= hours && left <= step && left > 0);
      expect(nextWarning(span, now)).toBe(due.length === 0 ? null : Math.min(...due));
    }),
  );
});

test.each([
  [2, 24 * 2, 24],
  [1, 24, null],
  [30, 24 * 29, 24],
  [30, 24 * 23, 168],
  [30, 24 * 22, null],
  [1, 23, 1],
])("what lives %i days is warned after %i hours by %s", (days, after, step) => {
  const span = { from: new Date(base), until: new Date(base + days * 24 * hourMs) };
  const expected = after === days * 24 ? null : step;
  expect(nextWarning(span, new Date(base + after * hourMs))).toBe(expected);
});
