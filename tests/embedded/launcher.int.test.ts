import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { expect, vi } from "vitest";
import { test } from "#tests/embedded/with-place.ts";

// It may have to build the reveal page first.
vi.setConfig({ testTimeout: 120_000 });

const root = fileURLToPath(new URL("../../", import.meta.url));

test("stops everything when npm, which passes its signal to a shell alone, is told to stop", async ({ embedded }) => {
  const env = { PATH: process.env.PATH, NODE_ENV: "test" as const, LATCHKEY_ONLY: "idp", npm_lifecycle_event: "start" };
  const command = `"${process.execPath}" scripts/start.mjs --dev; exit $?`;
  const shell = spawn("/bin/sh", ["-c", command], { cwd: root, env: { ...env, ...embedded.place.env } });
  let output = "";
  shell.stdout.on("data", (chunk: Buffer) => (output += chunk.toString()));
  shell.stderr.on("data", (chunk: Buffer) => (output += chunk.toString()));
  await vi.waitFor(() => expect(output).toContain("Latchkey ready"), { timeout: 90_000 });
  shell.kill("SIGTERM");
  // Its output is closed by the last process that holds it.
  await once(shell, "close");
  expect(output).toContain("Stopped.");
});
