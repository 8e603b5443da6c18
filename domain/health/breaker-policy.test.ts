import fc from "fast-check";
import { expect, test } from "vitest";
import { lookSeconds, probeDelayMs } from "#domain/health/breaker-policy.ts";
import { spellPause } from "#domain/health/spell-pause.ts";

test("a back end is looked at again within 15 s, however long it is away, and workers do not look in step", () => {
  fc.assert(
    fc.property(fc.nat(10_000), fc.double({ min: 0, max: 0.999, noNaN: true }), (probes, random) => {
      const delayMs = probeDelayMs(probes, random);
      expect(delayMs).toBeGreaterThanOrEqual(1500);
      expect(delayMs).toBeLessThanOrEqual(15_000);
    }),
  );
  expect(probeDelayMs(5, 0)).toBeLessThan(probeDelayMs(5, 0.9));
});

test("a look at a slow back end takes longer, at one that was quick and is silent no longer than before", () => {
  expect(lookSeconds({ probes: 0, lookMs: null })).toBe(10);
  expect(lookSeconds({ probes: 0, lookMs: 40 })).toBe(10);
  expect([1, 2, 3, 400].map((probes) => lookSeconds({ probes, lookMs: 40 }))).toEqual([20, 40, 60, 60]);
  expect(lookSeconds({ probes: 0, lookMs: 5000 })).toBe(20);
  expect(lookSeconds({ probes: 0, lookMs: 35_000 })).toBe(60);
});

test("a pause says since when, by whom and why, in one sentence after another", () => {
  const since = new Date("2026-11-27T14:02:33Z");
  expect(spellPause({ since, by: null, reason: "The check failed" })).toBe(
    "Paused since 27 Nov 14:02 UTC: The check failed. The platform team is told.",
  );
  expect(spellPause({ since, by: "Omar", reason: "New disks." })).toBe(
    "Paused since 27 Nov 14:02 UTC by Omar: New disks.",
  );
});
