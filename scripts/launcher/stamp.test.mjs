import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { root } from "./root.mjs";
import { oncePerDigest } from "./stamp.mjs";

let directory;
let stamp;
let runs;
const work = async () => void (runs += 1);

beforeEach(() => {
  runs = 0;
  directory = mkdtempSync(join(tmpdir(), "latchkey-stamp-"));
  stamp = relative(root, join(directory, "deep/stamp"));
});
afterEach(() => rmSync(directory, { recursive: true }));

test("does the work once per digest", async () => {
  expect(await oncePerDigest(stamp, "one", work)).toBe(true);
  expect(await oncePerDigest(stamp, "one", work)).toBe(false);
  expect(await oncePerDigest(stamp, "two", work)).toBe(true);
  expect(runs).toBe(2);
});

test("counts a run that failed as not done, also when the digest goes back to the last good one", async () => {
  await oncePerDigest(stamp, "good", work);
  const broken = oncePerDigest(stamp, "bad", () => Promise.reject(new Error("half written")));
  await expect(broken).rejects.toThrow("half written");
  expect(await oncePerDigest(stamp, "good", work)).toBe(true);
});
