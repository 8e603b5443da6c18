import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { readReport } from "./read-report.mjs";

const directory = mkdtempSync(join(tmpdir(), "latchkey-report-"));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

function write(report) {
  const path = join(directory, `${Math.random()}.json`);
  writeFileSync(path, JSON.stringify(report));
  return path;
}

const vitest = { numPassedTests: 7, numFailedTests: 0, numPendingTests: 2, numTodoTests: 1, testResults: [] };
const playwright = { stats: { expected: 4, unexpected: 1, flaky: 1, skipped: 2 }, errors: [{}] };

describe("the report of a stage", () => {
  it("counts what vitest passed, failed and left out", () => {
    expect(readReport("vitest", write(vitest), 0)).toEqual({ passed: 7, failed: 0, skipped: 3 });
  });

  it("counts a test file that could not be loaded as one failure", () => {
    const testResults = [{ status: "failed", assertionResults: [] }];
    expect(readReport("vitest", write({ ...vitest, testResults }), 1)).toEqual({ passed: 7, failed: 1, skipped: 3 });
  });

  it("counts flaky stories and errors outside of stories as failures", () => {
    expect(readReport("playwright", write(playwright), 1)).toEqual({ passed: 4, failed: 3, skipped: 2 });
  });

  it("counts a red end without a failed test as one failure", () => {
    expect(readReport("vitest", write(vitest), 1)).toEqual({ passed: 7, failed: 1, skipped: 3 });
  });

  it.each([0, 1])("counts a missing report as one failure at exit code %i", (exitCode) => {
    expect(readReport("check", join(directory, "none.json"), exitCode)).toEqual({ passed: 0, failed: 1, skipped: 0 });
  });

  it("counts a report without numbers as one failure", () => {
    expect(readReport("check", write({ passed: "3" }), 0)).toEqual({ passed: 0, failed: 1, skipped: 0 });
  });
});
