import { expect, test } from "vitest";
import { spellDeciders } from "#domain/notifications/spell-deciders.ts";
import { spellWait } from "#domain/notifications/spell-wait.ts";

test("names the first few who may decide and counts the others, never one other", () => {
  const people = ["Ann", "Ben", "Cy", "Di", "Eve", "Flo"];
  expect([0, 1, 2, 3, 4, 5, 6].map((count) => spellDeciders(people.slice(0, count)))).toEqual([
    null,
    "Ann",
    "Ann or Ben",
    "Ann, Ben or Cy",
    "Ann, Ben, Cy or Di",
    "Ann, Ben, Cy or 2 others",
    "Ann, Ben, Cy or 3 others",
  ]);
});

test("says how long an answer takes as people would", () => {
  expect([0, 0.7, 1, 2.4, 35, 36, 60].map(spellWait)).toEqual([
    "less than an hour",
    "less than an hour",
    "about an hour",
    "about 2 hours",
    "about 35 hours",
    "about 2 days",
    "about 3 days",
  ]);
});
