import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { root } from "./root.mjs";

let directory;
beforeEach(() => (directory = mkdtempSync(join(tmpdir(), "latchkey-launch-test-"))));
afterEach(() => rmSync(directory, { recursive: true }));

async function runNode(args, env = {}) {
  const child = spawn(process.execPath, args, { env: { PATH: process.env.PATH, ...env } });
  let stdout = "";
  let stderr = "";
  child.stdout.on("data", (chunk) => (stdout += chunk));
  child.stderr.on("data", (chunk) => (stderr += chunk));
  const [code] = await once(child, "close");
  return { code, stdout, stderr, pid: child.pid };
}

test.each(["start.mjs", "test.mjs"])("%s refuses an old Node in one sentence", async (script) => {
  const preload = join(directory, "old.cjs");
  writeFileSync(preload, `Object.defineProperty(process.versions, "node", { value: "18.20.4" });`);
  const { code, stdout, stderr } = await runNode(["--require", preload, join(root, "scripts", script)]);
  expect(stderr).toBe("Latchkey needs Node 20 or newer, and this is Node 18.20.4: install Node 24.\n");
  expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
});

/** Prints when it enters and leaves the lock of a temporary directory of its own. */
const holder = `
  const { withLock } = await import(${JSON.stringify(new URL("with-lock.mjs", import.meta.url).href)});
  await withLock(async () => {
    process.stdout.write("in " + Date.now() + "\\n");
    await new Promise((resolve) => setTimeout(resolve, 150));
    process.stdout.write("out " + Date.now() + "\\n");
  });
`;

test("two launchers of one clone work one after the other", async () => {
  const run = () => runNode(["--input-type=module", "--eval", holder], { TMPDIR: directory });
  const ends = await Promise.all([run(), run(), run()]);
  const spans = ends.map(({ stdout }) => stdout.match(/\d+/g).map(Number)).sort(([x], [y]) => x - y);
  expect(spans[1][0]).toBeGreaterThanOrEqual(spans[0][1]);
  expect(spans[2][0]).toBeGreaterThanOrEqual(spans[1][1]);
});

test("a launcher that was killed keeps nobody out", async () => {
  const { stdout, pid } = await runNode(
    ["--input-type=module", "--eval", holder.replace("150", "process.kill(process.pid, 9)")],
    {
      TMPDIR: directory,
    },
  );
  expect(stdout).toMatch(/^in \d+\n$/);
  expect(pid).toBeTypeOf("number");
  const next = await runNode(["--input-type=module", "--eval", holder], { TMPDIR: directory });
  expect(next.stdout).toMatch(/^in \d+\nout \d+\n$/);
});
