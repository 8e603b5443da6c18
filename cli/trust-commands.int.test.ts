import { mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeAll, expect, test } from "vitest";
import { testedTokenSchema } from "#domain/contracts/trust-rule-test.ts";
import { trustRuleListSchema, trustRuleViewSchema } from "#domain/contracts/trust-rule.ts";
import { commandHelp } from "#cli/help.ts";
import { trustTest } from "#cli/trust-test.ts";
import { runCli } from "#tests/api/run-cli.ts";
import { TrustRuleApi } from "#tests/api/trust-rule-api.ts";

let at: TrustRuleApi;
let env: Record<string, string>;
beforeAll(async () => {
  at = await TrustRuleApi.start();
  env = { LATCHKEY_URL: await at.api.listen(), LATCHKEY_HOME: "/nonexistent" };
});

const run = async (who: string, ...argv: string[]) =>
  runCli(["trust", ...argv], { ...env, LATCHKEY_TOKEN: await at.api.token(who) });

async function fileOf(token: string): Promise<string> {
  const file = join(await mkdtemp(join(tmpdir(), "latchkey-token-")), "token");
  await writeFile(file, `${token}\n`, { mode: 0o600 });
  return file;
}

test("saves the rule that is proposed for a job's token by the very command that is printed, and ends it", async () => {
  const account = await at.newAccount();
  const token = await at.runToken({ environment: "pro duc'tion" });
  const file = await fileOf(token);
  const before = await run("lee", "test", "--file", file);
  expect([before.code, before.err]).toEqual([20, ""]);
  expect(before.out).toContain("rules met: 0");
  const line = /^ {2}latchkey trust create ACCOUNT_ID (.+)$/m.exec(before.out)?.[1] ?? "";
  expect(line).toContain(`--claim 'environment=pro duc'\\''tion'`);
  const words = [...line.matchAll(/'((?:[^']|'\\'')*)'|\S+/g)].map(
    ([word, quoted]) => quoted?.replaceAll(`'\\''`, "'") ?? word,
  );
  const made = await run("lee", "create", account, ...words, "--description", "Deploys orders.", "--json");
  expect([made.code, made.err]).toEqual([0, ""]);
  const rule = trustRuleViewSchema.parse(JSON.parse(made.out));
  const met = await run("dana", "test", "--file", file, "--json");
  expect([met.code, testedTokenSchema.parse(JSON.parse(met.out)).met.map((one) => one.rule.id)]).toEqual([
    0,
    [rule.id],
  ]);
  const shown = await run("dana", "show", rule.id);
  expect(shown.out).toContain("repository_id = 9001");
  expect((await run("dana", "list", "--state", "active")).out).toMatch(/^tr_\w+ +active +github +payments\//m);
  const ended = await run("lee", "revoke", rule.id);
  expect(ended.out).toMatch(/^tr_\w+ {2}revoked /);
  expect((await run("dana", "test", "--file", file)).code).toBe(20);
  const page = trustRuleListSchema.parse(JSON.parse((await run("dana", "list", "--json")).out));
  expect(page.items.map(({ state }) => state)).toEqual(["revoked"]);
  for (const { out, err } of [before, made, met, shown]) {
    for (const part of token.split(".")) expect(out + err).not.toContain(part);
  }
});

test("says at the terminal all that a rule must not say, and makes nothing", async () => {
  const account = await at.newAccount();
  const options = ["--issuer", "github", "--environment", "production", "--scope", "requests:write"];
  const refused = await run("lee", "create", account, ...options, "--claim", "sub=repo:acme/*");
  expect(refused.code).toBe(1);
  expect(refused.err).toContain("/claims/sub");
  expect(refused.err).toContain("/claims/repository_id");
  for (const [claims, words] of [
    [["sub"], "NAME=VALUE"],
    [["sub=a", "sub=b"], "given twice"],
  ] as const) {
    const { code, err } = await run("lee", "create", account, ...options, ...claims.flatMap((one) => ["--claim", one]));
    expect([code, err]).toEqual([1, expect.stringContaining(words)]);
  }
  const scopes = await run(
    "lee",
    "create",
    account,
    "--issuer",
    "github",
    "--environment",
    "dev",
    "--claim",
    "sub=x",
    "--scope",
    "all",
  );
  expect(scopes.err).toContain("never gets all");
  expect((await run("noor", "create", account, ...options, "--claim", "sub=x")).err).toContain("not_found");
  expect((await run("dana", "create", account, ...options, "--claim", "sub=x")).err).toContain("forbidden");
});

test("takes a token from a file or stdin, and never as an argument", async () => {
  expect(trustTest.positionals).toEqual([]);
  expect(commandHelp(trustTest)).toContain("not taken as an argument");
  const token = await at.runToken();
  const given = await run("lee", "test", token);
  expect(given.code).toBe(1);
  const empty = await run("lee", "test", "--file", await fileOf(""));
  expect(empty.err).toContain("There is no token");
  expect((await run("lee", "test", "--file", "/nonexistent/token")).err).toContain("cannot be read");
  expect((await run("lee", "test", "--file", await fileOf("x".repeat(20_000)))).err).toContain("at most");
  const broken = await run("lee", "test", "--file", await fileOf("no.token.here"));
  expect([broken.code, broken.err]).toEqual([1, expect.stringContaining("invalid_input")]);
});
