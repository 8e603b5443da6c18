import { copyFile, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import type { Finding } from "#cli/local/doctor/finding.ts";
import { createSigningKey } from "#server/adapters/crypto/create-signing-key.ts";
import { auditPaths } from "#server/audit/audit-paths.ts";
import { runCli } from "#tests/api/run-cli.ts";
import { openAuditRecord, type AuditRecord } from "#tests/harness/audit-record.ts";

let record: AuditRecord;
let env: Record<string, string>;
let turn: () => Promise<void>;
beforeAll(async () => {
  record = await openAuditRecord();
  env = { LATCHKEY_HOME: record.home, DATABASE_URL: record.ledger.auditor };
  turn = record.startSealer();
  await record.write(3, 4);
  await turn();
  await record.write(3);
  await turn();
});
afterAll(() => record[Symbol.asyncDispose]());

const kept = () => join(record.home, "kept");
beforeEach(async () => {
  await rm(kept(), { recursive: true, force: true });
  await mkdir(kept());
  const { anchor, verifiers } = record.paths;
  for (const [from, name] of [
    [anchor, "anchor"],
    [verifiers, "keys"],
  ] as const)
    await copyFile(from, join(kept(), name));
  await runCli(["audit", "export", "--out", join(kept(), "export")], env);
});

const away = (...more: string[]) =>
  runCli(["audit", "verify", "--file", join(kept(), "export"), ...more], { LATCHKEY_HOME: "/nonexistent" });
const keys = () => ["--keys", join(kept(), "keys")];
const anchor = () => ["--anchor", join(kept(), "anchor")];

test("verifies the ledger against the keys and the anchor of its home", async () => {
  const { code, out } = await runCli(["audit", "verify"], env);
  expect([code, out]).toEqual([
    0,
    "Intact: 15 events in 3 streams.\nSealed by 2 checkpoints (signatures verified; 2 of them anchored); 0 events are newer than theirs.\n",
  ]);
});

test("verifies an export anywhere, and says what it could not check", async () => {
  expect((await away()).out).toContain("signatures not checked, give --keys; no anchor given");
  expect((await away(...keys(), ...anchor())).out).toContain("signatures verified; 2 of them anchored");
  const { out } = await away(...keys(), "--json");
  const counts = { streams: 3, events: 15, checkpoints: 2, unsealed: 0, signatures: "verified" };
  expect(JSON.parse(out)).toEqual({ intact: true, ...counts, findings: [] });
});

test("finds an export that ends early only against an anchor, and one of another key only against keys", async () => {
  const path = join(kept(), "export");
  const lines = (await readFile(path, "utf8")).trimEnd().split("\n");
  const items = lines.map(
    (line) => JSON.parse(line) as { kind: string; stream?: string; seq: string | number; hash?: string },
  );
  const hashOf = (stream?: string) =>
    items.find((item) => item.kind === "event" && item.stream === stream && item.seq === "4")?.hash;
  const early = items
    .filter(({ kind, seq }) => !(kind !== "head" && (seq === "5" || (kind === "checkpoint" && seq === 2))))
    .map((item) => (item.kind === "head" ? { ...item, seq: "4", hash: hashOf(item.stream) } : item));
  await writeFile(path, early.map((item) => `${JSON.stringify(item)}\n`).join(""));
  expect((await away(...keys())).code).toBe(0);
  const cut = await away(...keys(), ...anchor());
  expect([cut.code, cut.out]).toEqual([1, expect.stringContaining("Checkpoint 2 was anchored, the record ends at 1")]);

  const other = auditPaths(join(kept(), "other"));
  await createSigningKey(other, "latchkey.test/audit");
  const foreign = await away("--keys", other.verifiers);
  expect([foreign.code, foreign.out]).toEqual([1, expect.stringContaining("not signed by a key of this record")]);
});

test("does not take a record for proven from which all checkpoints were taken, when it is given keys", async () => {
  const path = join(kept(), "export");
  const lines = (await readFile(path, "utf8")).split("\n");
  await writeFile(path, lines.filter((line) => !/"kind":"(leaf|checkpoint)"/.test(line)).join("\n"));
  expect((await away()).code).toBe(0);
  const stripped = await away(...keys());
  expect([stripped.code, stripped.err]).toEqual([1, expect.stringContaining("holds no checkpoint")]);
  const json = await away(...keys(), "--json");
  expect([json.code, JSON.parse(json.out)]).toEqual([
    1,
    expect.objectContaining({ intact: false, checkpoints: 0, signatures: "unchecked" }),
  ]);
});

test("refuses keys and anchors that hold none", async () => {
  await writeFile(join(kept(), "empty"), "");
  await writeFile(join(kept(), "junk"), "junk\n");
  for (const [option, name] of [
    ["--keys", "empty"],
    ["--anchor", "empty"],
    ["--keys", "junk"],
  ] as const) {
    const { code, out, err } = await away(option, join(kept(), name));
    expect([code, out, err]).toEqual([1, "", expect.stringMatching(/holds no|is no public key/)]);
  }
});

test("doctor tells a key that is open or gone, and a ledger that is behind its anchor", async () => {
  const levels = async () => {
    const all = JSON.parse((await runCli(["doctor", "--json"], env)).out) as Finding[];
    return ["audit key", "audit anchor"].map((subject) => all.find((finding) => finding.subject === subject)?.level);
  };
  expect(await levels()).toEqual(["ok", "ok"]);
  await record.admin.query("UPDATE audit_checkpoints SET seq = 9 WHERE seq = 2");
  expect(await levels()).toEqual(["ok", "fail"]);
  await record.admin.query("UPDATE audit_checkpoints SET seq = 2 WHERE seq = 9");
  await rm(record.paths.signingKey);
  expect(await levels()).toEqual(["warn", "ok"]);
  await writeFile(record.paths.signingKey, "{}", { mode: 0o644 });
  expect(await levels()).toEqual(["fail", "ok"]);
});
