import { execFileSync, spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeAll, expect, test } from "vitest";
import { commands } from "#cli/commands.ts";
import { runCli } from "#tests/api/run-cli.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "latchkey-completion-"));
  for (const shell of ["bash", "zsh", "fish"]) {
    const { code, out } = await runCli(["completion", shell]);
    expect(code).toBe(0);
    await writeFile(join(folder, shell), out);
  }
});

/** What a real bash offers after these words, the last of which is being typed. */
function offered(...words: string[]): string[] {
  const script = `source "$0"; COMP_WORDS=(latchkey "$@"); COMP_CWORD=$#; _latchkey; printf '%s\\n' "\${COMPREPLY[@]}"`;
  const out = execFileSync("bash", ["-uc", script, join(folder, "bash"), ...words], { cwd: folder, encoding: "utf8" });
  return out.split("\n").filter(Boolean);
}

test.for([
  [["req"], ["request"]],
  [
    ["request", ""],
    ["create", "list", "show", "wait", "withdraw"],
  ],
  [["operations", "close", "c"], ["confirm"]],
  [["request", "list", "--state", "pend"], ["pending_approval"]],
  [["request", "list", "--st"], ["--state"]],
  [["request", "list", "--team", "p"], []],
  [["request", "list", "--all", "--sc"], ["--scope"]],
  [["request", "show", "req_1", "--j"], ["--json"]],
  [["reveal", "gr_1", "--out", "zs"], ["zsh"]],
  [["reveal", "gr_1", "--exec", "cat", "--"], []],
  [
    ["completion", ""],
    ["bash", "fish", "zsh"],
  ],
  [["frob", "request", "--"], ["--help"]],
  [["$(touch hacked)", "; touch hacked", "--st"], []],
  [["request", "list", "--state", "$(touch hacked)"], []],
  [["`touch hacked`"], []],
] as const)("completes in a real bash: %j gives %j", ([words, wanted]) => {
  expect(offered(...words)).toEqual(wanted);
  expect(existsSync(join(folder, "hacked"))).toBe(false);
});

test("offers every word of every command, and every option, in bash", () => {
  expect(offered("")).toEqual([...new Set(commands.map(({ name }) => name.split(" ")[0]))].sort());
  for (const { name, options } of commands) {
    const found = offered(...name.split(" "), "--");
    expect([name, found.sort()]).toEqual([name, [...options.map((one) => `--${one.name}`), "--help"].sort()]);
  }
});

test.for(["bash", "zsh", "fish"])("prints a script that %s can read", (shell) => {
  const { error, status, stderr } = spawnSync(shell, ["-n", join(folder, shell)], { encoding: "utf8" });
  const isHere = error === undefined;
  // Said, not passed over: a shell that is not here has tried nothing.
  if (!isHere) process.stdout.write(`There is no ${shell} here: its completion was not tried.\n`);
  expect(isHere ? [status, stderr] : [0, ""]).toEqual([0, ""]);
});
