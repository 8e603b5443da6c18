import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { runCli } from "#tests/api/run-cli.ts";
import { openTestServer } from "#tests/harness/test-server.ts";

/** A home as a start leaves it, of which only the auditor's login works, with three requests in its ledger. */
async function openWithPast() {
  const server = await openTestServer();
  const granted = await server.submit("dana", { lifetimeHours: 500 });
  await server.submit("dana", { environment: "production" });
  await server.submit("dana", { lifetimeHours: 80_000 });
  const home = await mkdtemp(join(tmpdir(), "latchkey-cli-replay-"));
  onTestFinished(() => rm(home, { recursive: true, force: true }));
  await mkdir(join(home, "secrets"), { mode: 0o700 });
  const auditor = join(home, "secrets/db-auditor");
  await writeFile(auditor, server.ledger.auditor, { mode: 0o400 });
  const catalogDir = join(home, "catalog");
  await cp("catalog", catalogDir, { recursive: true });
  const instance = {
    format: 1,
    startedAt: new Date().toISOString(),
    supervisorPid: process.pid,
    publicUrl: "http://127.0.0.1:9",
    revealUrl: "http://127.0.0.1:19",
    catalogDir,
    embeddedIssuer: true,
    embeddedLedger: true,
    ports: { web: 9, reveal: 19, idp: 29, target: 39 },
    databaseUrlFiles: { auditor },
  };
  await writeFile(join(home, "settings.json"), JSON.stringify(instance));
  const replay = (...more: string[]) => runCli(["policy", "replay", ...more], { LATCHKEY_HOME: home });
  return { granted, catalogDir, replay };
}

test("says that nothing flips by the rules in force, and which request a stricter catalog flips by which rule", async () => {
  const { granted, catalogDir, replay } = await openWithPast();
  const same = await replay("--days", "30");
  expect([same.code, same.err]).toEqual([0, ""]);
  expect(same.out).toMatch(/^3 requests since .+\nNone comes out otherwise\.\n$/);
  const stricter = `${catalogDir}-stricter`;
  await cp(catalogDir, stricter, { recursive: true });
  const file = join(stricter, "policies/long-lived-dev.yaml");
  const text = (await readFile(file, "utf8"))
    .replace("then: warn", "then: deny")
    .replace("expect: warn", "expect: deny");
  await writeFile(file, text);
  const { out } = await replay("--catalog", stricter);
  expect(out).toContain("auto → deny: 1\nby long-lived-dev: 1\n");
  expect(out).toMatch(new RegExp(`^${granted.id} +auto → deny +long-lived-dev +${granted.name} +payments`, "m"));
  const off = await replay("--catalog", stricter, "--rule", "long-lived-dev=off", "--json");
  expect(JSON.parse(off.out)).toMatchObject({ looked: 3, notRebuilt: 0, flips: [], counts: [] });
});

test("refuses a rule that no file states and a mode that there is not", async () => {
  const { replay } = await openWithPast();
  const unknown = await replay("--rule", "nope=off");
  expect([unknown.code, unknown.err]).toEqual([1, expect.stringContaining('states the rule "nope"')]);
  const mode = await replay("--rule", "long-lived-dev=maybe");
  expect([mode.code, mode.err]).toEqual([1, expect.stringContaining("--rule is written ID=enforce")]);
});
