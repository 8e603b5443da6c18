import { readFileSync } from "node:fs";

/**
 * How many tests a stage passed, failed and left out.
 *
 * @typedef {{ passed: number, failed: number, skipped: number }} Counts
 */

/**
 * Reads the counts of a finished stage. A stage that crashed, or that ended red with no failed test in its report,
 * counts as one failure.
 *
 * @param {"check" | "vitest" | "playwright"} kind
 * @param {string} path of the report
 * @param {number} exitCode of the runner
 * @returns {Counts}
 */
export function readReport(kind, path, exitCode) {
  const counts = parse(kind, path);
  if (counts === null || (exitCode !== 0 && counts.failed === 0)) {
    return { passed: counts?.passed ?? 0, failed: 1, skipped: counts?.skipped ?? 0 };
  }
  return counts;
}

function parse(kind, path) {
  try {
    return readers[kind](JSON.parse(readFileSync(path, "utf8")));
  } catch {
    return null;
  }
}

const readers = {
  check: ({ passed, failed }) => numbers({ passed, failed, skipped: 0 }),
  vitest: (report) =>
    numbers({
      passed: report.numPassedTests,
      // A file that could not be loaded has no tests of its own.
      failed: report.numFailedTests + report.testResults.filter(isBroken).length,
      skipped: report.numPendingTests + report.numTodoTests,
    }),
  playwright: ({ stats, errors }) =>
    numbers({ passed: stats.expected, failed: stats.unexpected + stats.flaky + errors.length, skipped: stats.skipped }),
};

function isBroken({ status, assertionResults }) {
  return status === "failed" && assertionResults.length === 0;
}

function numbers(counts) {
  if (!Object.values(counts).every(Number.isSafeInteger)) throw new TypeError("the report has no counts");
  return counts;
}
