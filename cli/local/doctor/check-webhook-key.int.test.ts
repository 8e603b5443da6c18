import { chmod, mkdtemp, readFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { checkWebhookKey } from "#cli/local/doctor/check-webhook-key.ts";
import { createWebhookKey } from "#server/adapters/crypto/webhook-keys/create-webhook-key.ts";
import { webhookKeyPath } from "#server/adapters/crypto/webhook-keys/webhook-key-file.ts";
import { openDatabase } from "#server/adapters/db/database.ts";
import { sql } from "#server/adapters/db/sql.ts";
import { readSettings } from "#server/settings.ts";
import { createLedgerDatabase } from "#tests/harness/ledger.ts";

test("tells a key that is missing, open to others, torn, or not the one that signing keys are sealed to", async () => {
  const ledger = await createLedgerDatabase();
  const home = await mkdtemp(join(tmpdir(), "latchkey-doctor-"));
  const look = async (change: Record<string, string> = {}) => {
    const env = { NODE_ENV: "test" as const, LATCHKEY_HOME: home, DATABASE_URL: ledger.auditor, ...change };
    const findings = await checkWebhookKey({ settings: readSettings(env), instance: null, isProduction: false });
    return findings.map(({ level, message, cure }) => `${level} ${message}${level === "ok" || cure ? "" : " NO CURE"}`);
  };
  const publish = async (id: string, half: Buffer) => {
    const db = openDatabase(ledger.worker, { name: "doctor test", connectionsMax: 1 });
    await db.query(sql`INSERT INTO webhook_openers (id, public_key) VALUES (${id}, ${half})`);
    await db.close();
  };
  expect(await look()).toEqual(["warn there is none here: no webhook is sent"]);
  const path = webhookKeyPath(home);
  await createWebhookKey(path);
  const text = await readFile(path, "utf8");
  const key = JSON.parse(text) as { keyId: string; publicKey: string; privateKey: string };
  expect(await look()).toEqual([`warn the ledger does not have ${key.keyId} yet: no webhook can be made`]);
  await publish(key.keyId, Buffer.from(key.publicKey, "base64url"));
  const well = [`ok ${key.keyId}, which new signing keys are sealed to`];
  expect(await look()).toEqual(well);
  expect(await look({ LATCHKEY_HOME: "/nowhere", WEBHOOK_KEY: text })).toEqual(well);
  await chmod(path, 0o440);
  expect(await look()).toEqual([expect.stringMatching(/^fail .+ make it 0400$/)]);
  await chmod(path, 0o400);
  const torn = await look({
    WEBHOOK_KEY: JSON.stringify({ ...key, privateKey: Buffer.alloc(32, 1).toString("base64url") }),
  });
  expect(torn).toEqual([expect.stringMatching(/^fail .+ do not belong together$/)]);
  expect(await look({ WEBHOOK_KEY: "{}" })).toEqual([expect.stringMatching(/^fail .+ is damaged$/)]);
  const other = "wk-20261127-ffffffff";
  await publish(other, Buffer.alloc(65, 4));
  expect(await look()).toEqual([`fail new signing keys are sealed to ${other}, not to ${key.keyId}`]);
  expect(await look({ WEBHOOK_KEY: text.replace(key.keyId, other) })).toEqual([
    `fail the ledger has another public half of ${other}`,
  ]);
  const gone = await look({ DATABASE_URL: "postgresql://nobody@127.0.0.1:1/none" });
  expect(gone).toEqual([expect.stringContaining(`warn ${key.keyId} cannot be compared`)]);
});
