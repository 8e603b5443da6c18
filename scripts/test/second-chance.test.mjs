import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { root } from "../launcher/root.mjs";
import { afterSecondChance, filesForSecondChance } from "./second-chance.mjs";

let dir;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "latchkey-report-"));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

function reportOf(...failed) {
  const path = join(dir, "report.json");
  const testResults = [
    { name: join(root, "workers/worker.int.test.ts"), status: "passed" },
    ...failed.map((name) => ({ name: join(root, name), status: "failed" })),
  ];
  writeFileSync(path, JSON.stringify({ testResults }));
  return path;
}

describe("the second chance", () => {
  test("is for the few files that failed", () => {
    const file = "tests/embedded/survival.int.test.ts";
    expect(filesForSecondChance(reportOf(file))).toEqual([file]);
    expect(filesForSecondChance(reportOf())).toEqual([]);
  });

  test.each([
    "reveal/claim-race.int.test.ts",
    "tests/rights/database-rights.int.test.ts",
    "tests/reveal/a.int.test.ts",
    "server/requests/quotas.int.test.ts",
  ])("is not for %s, nor for anything that failed beside it", (file) => {
    expect(filesForSecondChance(reportOf(file, "tests/embedded/survival.int.test.ts"))).toEqual([]);
  });

  test("is not for many, nor where there is no report", () => {
    expect(filesForSecondChance(reportOf("a.ts", "b.ts", "c.ts", "d.ts"))).toEqual([]);
    expect(filesForSecondChance(join(dir, "none.json"))).toEqual([]);
  });

  test("leaves what failed twice failed", () => {
    const first = { passed: 10, failed: 2, skipped: 1 };
    expect(afterSecondChance(first, { passed: 1, failed: 1, skipped: 0 })).toEqual({
      passed: 11,
      failed: 1,
      skipped: 1,
    });
    expect(afterSecondChance(first, { passed: 2, failed: 0, skipped: 0 })).toEqual({
      passed: 12,
      failed: 0,
      skipped: 1,
    });
    // It crashed: what failed once has failed.
    expect(afterSecondChance(first, { passed: 0, failed: 2, skipped: 0 }).failed).toBe(2);
  });
});
