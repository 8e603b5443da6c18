import { expect, test } from "vitest";
import { renewalDueAt } from "#domain/resources/renewal-due-at.ts";

const from = new Date("2026-11-27T12:00:00Z");
const inDays = (days: number) => new Date(from.getTime() + days * 24 * 3_600_000);

test.each([
  [90, 60],
  [89, 89 - 89 / 3],
  [30, 20],
  [3, 2],
  [365, 335],
])("a life of %d days is to be renewed after %d", (days, due) => {
  expect(renewalDueAt({ from, until: inDays(days) }).getTime()).toBeCloseTo(inDays(due).getTime(), -1);
});

test("what has no life is due at its end", () => {
  expect(renewalDueAt({ from: inDays(5), until: from })).toEqual(from);
});
