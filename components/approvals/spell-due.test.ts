import { expect, test } from "vitest";
import { spellDue } from "#components/approvals/spell-due.ts";

const now = new Date("2026-11-27T12:00:00Z");

test.each([
  ["2026-11-27T12:00:20Z", "due in 1 min", "soon"],
  ["2026-11-27T12:25:00Z", "due in 25 min", "soon"],
  ["2026-11-27T15:00:00Z", "due in 3 h", "soon"],
  ["2026-11-28T12:00:00Z", "due in 24 h", "later"],
  ["2026-11-30T12:00:00Z", "due in 3 days", "later"],
  ["2026-11-27T12:00:00Z", "overdue by 1 min", "over"],
  ["2026-11-27T10:00:00Z", "overdue by 2 h", "over"],
])("%s at noon of the 27th is %s", (at, words, urgency) => {
  expect(spellDue(new Date(at), now)).toEqual({ words, urgency });
});
