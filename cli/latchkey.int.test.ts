import { execFile } from "node:child_process";
import { expect, test } from "vitest";

function run(...argv: string[]): Promise<{ code: number; out: string; err: string }> {
  return new Promise((resolve) => {
    execFile(process.execPath, ["cli/latchkey.mjs", ...argv], (error, out, err) => {
      resolve({ code: typeof error?.code === "number" ? error.code : 0, out, err });
    });
  });
}

test("runs the command in a process of its own and hands its words and exit code on", async () => {
  const [help, wrong] = await Promise.all([run("request", "show", "--help"), run("request", "frob")]);
  expect(help).toMatchObject({ code: 0, err: "", out: expect.stringContaining("Usage: latchkey request show ID") });
  expect(wrong).toMatchObject({ code: 1, out: "", err: expect.stringMatching(/^latchkey: [^\n]+\n$/) });
});
