import { expect, test } from "vitest";
import { spellReport } from "#components/guardrails/spell-report.ts";

const report = { rule: "r", hits: 50, denied: 0, toHumans: 41, approved: 41, medianWaitHours: 6.24 };

test("tells what a rule sent to humans, and asks about it only where all of at least ten were approved", () => {
  const said = "In 90 days it spoke 50 times, sent 41 to humans, 41 approved, median wait 6.2 h.";
  expect(spellReport(report)).toBe(`${said} Every one was approved: does it need to ask?`);
  expect(spellReport({ ...report, approved: 40 })).not.toContain("does it need to ask");
  expect(spellReport({ ...report, toHumans: 9, approved: 9 })).not.toContain("does it need to ask");
  const quiet = { ...report, hits: 1, denied: 1, toHumans: 0, approved: 0, medianWaitHours: null };
  expect(spellReport(quiet)).toBe("In 90 days it spoke 1 time, denied 1.");
});
