import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Finding } from "#cli/local/doctor/finding.ts";
import { createLocalKek } from "#server/adapters/crypto/create-kek.ts";
import { runCli } from "#tests/api/run-cli.ts";
import { startVaultDouble } from "#tests/vault-double/start-vault-double.ts";

let home: string;
let env: Record<string, string>;
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), "latchkey-kek-cli-"));
  env = { LATCHKEY_HOME: home, CATALOG_DIR: join(process.cwd(), "catalog") };
});
afterEach(() => rm(home, { recursive: true }));

const keyIn = (text: string) => /local-\d{8}-[0-9a-f]{8}/.exec(text)?.[0] ?? "";
const privateKeys = async () => (await readdir(join(home, "kek/private"))).filter((name) => name.startsWith("local-"));

async function keyFinding(change: Record<string, string> = {}): Promise<Finding | undefined> {
  const { out } = await runCli(["doctor", "--json"], { ...env, ...change });
  return (JSON.parse(out) as Finding[]).find(({ subject }) => subject === "key-encryption key");
}

describe("latchkey kek", () => {
  test("rotate makes the first key, keeps it, and makes another when told to; no output holds a key", async () => {
    const first = await runCli(["kek", "rotate"], env);
    expect(first).toMatchObject({ code: 0, out: expect.stringMatching(/^Made local-.+, which seals now\.\n$/) });
    const again = await runCli(["kek", "rotate"], env);
    expect(again.out).toBe(`Kept ${keyIn(first.out)}, which seals now.\n`);
    const forced = await runCli(["kek", "rotate", "--force"], env);
    expect(keyIn(forced.out)).not.toBe(keyIn(first.out));
    expect(await privateKeys()).toHaveLength(2);
  });

  test("destroy wants the id twice, refuses the key that seals, and says what it did", async () => {
    const old = keyIn((await runCli(["kek", "rotate"], env)).out);
    const other = await runCli(["kek", "destroy", old, "--confirm", "local"], env);
    expect(other).toMatchObject({ code: 1, err: expect.stringContaining("nothing was destroyed") });
    const current = await runCli(["kek", "destroy", old, "--confirm", old], env);
    expect(current).toMatchObject({ code: 1, err: expect.stringContaining("seals now: make a new epoch first") });
    expect(await privateKeys()).toHaveLength(1);
    await runCli(["kek", "rotate", "--force"], env);
    const done = await runCli(["kek", "destroy", old, "--confirm", old], env);
    expect(done).toMatchObject({ code: 0, out: `Destroyed ${old}: what was sealed to it stays closed.\n` });
    expect(await privateKeys()).not.toContain(`${old}.json`);
  });

  test("leaves a key in Vault to Vault", async () => {
    const outcome = await runCli(["kek", "rotate"], { ...env, VAULT_ADDR: "https://vault.example" });
    expect(outcome).toMatchObject({ code: 1, err: expect.stringContaining("Vault keeps the key: rotate it there") });
  });
});

describe("doctor on keys", () => {
  test("names the provider, and what is late or has no end", async () => {
    expect(await keyFinding()).toMatchObject({ level: "fail", cure: expect.stringContaining("kek rotate") });
    await runCli(["kek", "rotate"], env);
    expect(await keyFinding()).toMatchObject({ level: "ok", message: expect.stringContaining("local files: local-") });
    await rm(join(home, "kek"), { recursive: true });
    await createLocalKek(join(home, "kek"), new Date(Date.now() - 3 * 24 * 3_600_000));
    expect(await keyFinding()).toMatchObject({
      level: "warn",
      message: expect.stringContaining("no new one was made"),
    });
  });

  test("tries Vault with the tokens it is given, and shows none", async () => {
    await using vault = await startVaultDouble();
    const at = (VAULT_TOKEN_WORKER: string) => ({ VAULT_ADDR: vault.url, VAULT_TOKEN_WORKER });
    const worker = vault.createToken({ "transit/encrypt/latchkey": ["update"] });
    const reveal = vault.createToken({ "transit/decrypt/latchkey": ["update"] });
    const file = join(home, "token");
    await writeFile(file, reveal, { mode: 0o400 });
    expect(await keyFinding({ ...at(worker), VAULT_TOKEN_REVEAL_FILE: file })).toMatchObject({
      level: "ok",
      message: expect.stringContaining("worker can encrypt and reveal can decrypt"),
    });
    expect(await keyFinding({ VAULT_ADDR: vault.url })).toMatchObject({ level: "warn" });
    const swapped = await keyFinding(at(reveal));
    expect(swapped).toMatchObject({ level: "fail", message: expect.stringContaining("refuses the token") });
    vault.trouble = "sealed";
    expect(await keyFinding(at(worker))).toMatchObject({ message: expect.stringContaining("is sealed") });
    expect(JSON.stringify(swapped)).not.toContain("hvs.");
  });
});
