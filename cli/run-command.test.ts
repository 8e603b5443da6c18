import { expect, test } from "vitest";
import { commands } from "#cli/commands.ts";
import { runCli } from "#tests/api/run-cli.ts";

const create = ["request", "create", "--template", "t", "--team", "t", "--environment", "dev"];
const complete = [...create, "--classification", "internal", "--purpose", "p", "--name", "orders"];
const env = { LATCHKEY_URL: "http://127.0.0.1:1", LATCHKEY_TOKEN: "token", LATCHKEY_HOME: "/nonexistent" };

test("has help for every command that names each of its options", async () => {
  expect(commands.length).toBeGreaterThan(17);
  const overview = await runCli(["--help"]);
  for (const command of commands) {
    expect(overview.out).toContain(`latchkey ${command.name}`);
    const { code, out, err } = await runCli([...command.name.split(" "), "--help"]);
    expect([code, err]).toEqual([0, ""]);
    for (const { name, about } of command.options)
      expect(out).toMatch(new RegExp(`--${name}\\b.*${about.slice(0, 8)}`));
  }
});

test.for([
  [["frob"], "There is no command frob."],
  [["request"], "Say what to do: latchkey request create, latchkey request show, "],
  [["request", "frob"], "Say what to do"],
  [["--frob"], "There is no command --frob."],
  [["request", "show"], "ID missing."],
  [["request", "show", "a", "b"], "b was not expected."],
  [["request", "show", "a", "--frob"], "Unknown option '--frob'."],
  [["request", "show", ".."], "ID: An id holds letters, digits"],
  [["request", "show", "../resources"], "ID: An id holds"],
  [["request", "list", "--state", "frob"], "--state: "],
  [["request", "list", "--limit", "101"], "--limit is a whole number from 1 to 100."],
  [["resources", "--scope", "to_approve"], "--scope: "],
  [["resources", "frob"], "frob was not expected."],
  [["templates", "show"], "ID missing."],
  [["request", "wait", "a", "--timeout", "3601"], "--timeout is a whole number from 0 to 3600."],
  [["reject", "a"], "--comment missing."],
  [["reveal", "gr_1"], "Give one of --out FILE [--force] and --exec CMD"],
  [["reveal", "gr_1", "--exec"], "Give one of --out FILE"],
  [["reveal", "gr_1", "--exec="], "Give one of --out FILE"],
  [["reveal", "gr_1", "--out", "f", "--exec", "cat"], "Give one of --out FILE"],
  [["reveal", "gr_1", "--force", "--exec", "cat"], "Give one of --out FILE"],
  [["reveal", "--exec", "cat", "gr_1"], "GRANT missing."],
  [["reveal", "gr_1", "--exec", "/nonexistent/program"], "cannot be started (ENOENT). Nothing was opened."],
  [["reveal", "gr_1", "--exec", "/"], "cannot be started (EACCES). Nothing was opened."],
  [["reveal", "--out"], "argument missing"],
  [create, "--name, --classification, --purpose missing."],
  [[...complete, "--wait", "soon"], "--wait is a whole number from 0 to 3600."],
  [[...complete, "--wait", "-1"], "--wait"],
  [[...complete, "--lifetime-hours", "0"], "--lifetime-hours is a whole number from 1 to 87600."],
  [[...complete, "--lifetime-hours", "1.5"], "--lifetime-hours"],
  [[...complete, "--param", "size"], "--param is written key=value, not size."],
  [[...complete, "--param", "a=1", "--param", "a=2"], "--param a is given twice."],
  [[...complete.slice(0, -1), "X"], "--name: Use 3 to 25 lower-case letters"],
  [[...complete, "--purpose", ""], "--purpose needs a value."],
  [["token", "create", "--as", "x@y", "--scope", "all", "--ttl", "1d"], "--ttl is written 90s, 30m or 1h."],
] as const)("tells wrong usage in one sentence and ends with 1: %j", async ([argv, sentence]) => {
  const { code, out, err } = await runCli(argv, env);
  expect([code, out]).toEqual([1, ""]);
  expect(err).toContain(sentence);
  expect(err).toMatch(/^latchkey: [^\n]+\n$/);
});

test.for([
  [{ LATCHKEY_TOKEN: "" }, "Nobody is signed in to http://127.0.0.1:1: latchkey login, or set LATCHKEY_TOKEN."],
  [{ LATCHKEY_TOKEN: "two words" }, "Set LATCHKEY_TOKEN"],
  [{ LATCHKEY_URL: "file:///etc/passwd" }, "LATCHKEY_URL is not an http or https URL."],
  [{ LATCHKEY_URL: "nonsense" }, "LATCHKEY_URL is not an http or https URL."],
] as const)("tells an environment that cannot work: %j", async ([change, sentence]) => {
  const { code, err } = await runCli(["request", "show", "req_1"], { ...env, ...change });
  expect([code, err]).toEqual([1, expect.stringContaining(sentence)]);
});
