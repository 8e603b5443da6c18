import { expect, test } from "vitest";
import { spellAnswerTime } from "#components/decisions/spell-answer-time.ts";

test.for([
  [0, "1 min"],
  [40 * 60, "40 min"],
  [56 * 60, "1 h"],
  [3 * 3600 + 900, "3 h"],
  [35 * 3600, "35 h"],
  [36 * 3600, "2 days"],
  [8 * 86_400, "8 days"],
] as const)("says that %i seconds are %s", ([seconds, words]) => {
  expect(spellAnswerTime(seconds)).toBe(words);
});
