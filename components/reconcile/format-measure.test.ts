import { expect, test } from "vitest";
import { formatMeasure } from "#components/reconcile/format-measure.ts";
import { spellValue } from "#components/reconcile/spell-value.ts";

test.each([
  [{ value: 0, unit: "bytes" }, "0 B"],
  [{ value: 999, unit: "bytes" }, "999 B"],
  [{ value: 7_654_321, unit: "bytes", limit: 1_000_000_000 }, "7.65 MB of 1 GB"],
  [{ value: 123_456, unit: "count" }, "123,456"],
  [{ value: 3, unit: "count", limit: 10 }, "3 of 10"],
] as const)("%j is written %s", (measure, text) => {
  expect(formatMeasure(measure)).toBe(text);
});

test.each([
  ["", "none"],
  [null, "none"],
  [true, "yes"],
  [99, "99"],
  ["a b", "a b"],
  [[{ to: [] }], '[{"to":[]}]'],
])("%j is said as %s", (value, text) => {
  expect(spellValue(value)).toBe(text);
});
