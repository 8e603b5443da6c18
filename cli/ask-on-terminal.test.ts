import { PassThrough } from "node:stream";
import { expect, test } from "vitest";
import { askOnTerminal } from "#cli/ask-on-terminal.ts";

test("gives the line that was typed, and nothing where the input ends", async () => {
  for (const [typed, answer] of [
    ["orders\n", "orders"],
    ["", ""],
  ] as const) {
    const [stdin, stderr] = [new PassThrough(), new PassThrough()];
    stdin.end(typed);
    expect(await askOnTerminal("Name? ", { stdin, stderr })).toBe(answer);
    expect(String(stderr.read())).toContain("Name? ");
  }
});
