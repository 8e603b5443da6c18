import { expect, test } from "vitest";
import { readRetryAfter, webhookRetryMs, webhookTriesMax } from "#domain/webhooks/webhook-retry.ts";

const now = new Date("2026-11-27T20:00:00Z");

test("waits 5 s, 1 min, 5 min, 30 min, 2 h, 8 h and 24 h, a tenth more or less, and gives up after two and a half days", () => {
  const waits = Array.from({ length: webhookTriesMax }, (_, index) => webhookRetryMs(index + 1, 0.5, null));
  expect(waits).toEqual(
    [5, 60, 300, 1800, 7200, 28_800, 86_400, 86_400].map((seconds) => seconds * 1000).concat([null as never]),
  );
  const days = waits.reduce<number>((sum, wait) => sum + (wait ?? 0), 0) / 86_400_000;
  expect(days).toBeCloseTo(2.44, 2);
  expect(webhookRetryMs(1, 0, null)).toBe(4500);
  expect(webhookRetryMs(1, 0.999, null)).toBeLessThan(5500);
});

test("an endpoint can ask for more time, at most a day, and never for less", () => {
  expect(webhookRetryMs(1, 0.5, 3600)).toBe(3_600_000);
  expect(webhookRetryMs(1, 0.5, 10 ** 9)).toBe(86_400_000);
  expect(webhookRetryMs(5, 0.5, 1)).toBe(7_200_000);
  expect(webhookRetryMs(webhookTriesMax, 0.5, 3600)).toBeNull();
});

test("reads Retry-After as seconds or a date, and nothing else", () => {
  expect(readRetryAfter("120", now)).toBe(120);
  expect(readRetryAfter("Fri, 27 Nov 2026 20:01:00 GMT", now)).toBe(60);
  expect(readRetryAfter("Fri, 27 Nov 2026 19:00:00 GMT", now)).toBe(0);
  for (const odd of [undefined, "", "-1", "1.5", "1e9", "soon", "2026-11-27", "9".repeat(80)]) {
    expect(readRetryAfter(odd, now)).toBeNull();
  }
});
