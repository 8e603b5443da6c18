import { expect, test } from "vitest";
import { factName, factValue } from "#components/resources/fact-words.ts";

test.each([
  ["connectionLimit", "Connection limit"],
  ["database", "Database"],
  ["storage_megabytes", "Storage megabytes"],
])("%s reads as %s", (key, words) => {
  expect(factName(key)).toBe(words);
});

test.each([
  [5000, "5,000"],
  [true, "yes"],
  [["a", "b"], "a, b"],
  [{ a: 1 }, '{"a":1}'],
  [undefined, ""],
])("%j is shown as %s", (value, shown) => {
  expect(factValue(value)).toBe(shown);
});
