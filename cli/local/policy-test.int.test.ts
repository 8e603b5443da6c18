import { cp, mkdtemp, readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { runCli } from "#tests/api/run-cli.ts";

const env = { LATCHKEY_HOME: "/nonexistent" };
const policyTest = (...more: string[]) => runCli(["policy", "test", ...more], env);

async function changedCatalog(file: string, change: (text: string) => string): Promise<string> {
  const dir = await mkdtemp(join(tmpdir(), "latchkey-cli-catalog-"));
  await cp("catalog", dir, { recursive: true });
  const path = join(dir, file);
  await writeFile(path, change(await readFile(path, "utf8")));
  return dir;
}

test("runs every example of the shipped catalog, one line per pack and rule, without a server", async () => {
  const { code, out, err } = await policyTest();
  expect([code, err]).toEqual([0, ""]);
  expect(out).toContain("ok      dev-cost-cap  3 examples\n");
  expect(out).toMatch(/^(ok {6}(pack [a-z-]+ {2}\d+ rules?, \d+ examples?|[a-z-]+ {2}\d+ examples?)\n)+$/);
});

test("names a rule that does not do what its examples say, with file and line, and ends with 1", async () => {
  const dir = await changedCatalog("policies/long-lived-dev.yaml", (text) => text.replace("> 336", "> 800"));
  const { code, out } = await policyTest("--catalog", dir);
  expect(code).toBe(1);
  expect(out).toMatch(
    /^FAILED {2}long-lived-dev {2}\S+long-lived-dev\.yaml:\d+: four weeks in dev: expected warn, but it is unmatched$/m,
  );
  expect(out).toContain("ok      bot-confidential  3 examples\n");
  const json = await policyTest("--catalog", dir, "--json");
  const { ok, tests } = JSON.parse(json.out) as { ok: boolean; tests: { id: string; failures: unknown[] }[] };
  expect([json.code, ok]).toEqual([1, false]);
  expect(tests.filter(({ failures }) => failures.length > 0)).toEqual([
    expect.objectContaining({
      kind: "policy",
      id: "long-lived-dev",
      rules: 1,
      examples: 3,
      failures: [expect.objectContaining({ line: expect.any(Number) })],
    }),
  ]);
});

test("refuses a catalog that is not valid with file and line", async () => {
  const dir = await changedCatalog("policies/dev-cost-cap.yaml", (text) =>
    text.replace("request.monthlyCost", "request.monthlyCosts"),
  );
  const { code, out, err } = await policyTest("--catalog", dir);
  expect([code, out]).toEqual([1, ""]);
  expect(err).toMatch(/dev-cost-cap\.yaml:\d+: .*No such key: monthlyCosts/);
});
