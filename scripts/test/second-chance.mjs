import { readFileSync } from "node:fs";
import { isAbsolute, relative } from "node:path";
import { root } from "../launcher/root.mjs";

/** More failing files than this are no noise of the machine. */
const filesMax = 3;

/**
 * Files whose tests have one chance: what they count (winners, rights, what may not be opened) does not depend on how
 * busy a machine is, so that a failure is a failure, however rare.
 */
const oneChance = [
  /^reveal\/(claim|link|published|non-recipients|nothing-consumes|bad-input)/,
  /^tests\/(rights|reveal)\//,
  /^server\/(requests|approvals)\//,
  /^tests\/api\/(authorisation|hostile|reveal-fuzz|schema-fuzz)/,
];

/**
 * Gives the files of a vitest report whose tests failed and may be run again, alone; none where one of them has only
 * one chance, or there are many.
 *
 * @param {string} path of the report
 * @returns {string[]} relative to the clone
 */
export function filesForSecondChance(path) {
  const files = failedFiles(path);
  return files.length > filesMax || files.some((file) => oneChance.some((pattern) => pattern.test(file))) ? [] : files;
}

function failedFiles(path) {
  try {
    const { testResults } = JSON.parse(readFileSync(path, "utf8"));
    return testResults
      .filter(({ status }) => status === "failed")
      .map(({ name }) => (isAbsolute(name) ? relative(root, name) : name));
  } catch {
    return [];
  }
}

/**
 * What a stage counts when its failed tests ran again: what failed twice has failed.
 *
 * @param {import("./read-report.mjs").Counts} first
 * @param {import("./read-report.mjs").Counts} second of the failed ones alone
 * @returns {import("./read-report.mjs").Counts}
 */
export function afterSecondChance(first, second) {
  const failed = Math.min(first.failed, second.failed);
  return { passed: first.passed + first.failed - failed, failed, skipped: first.skipped };
}
