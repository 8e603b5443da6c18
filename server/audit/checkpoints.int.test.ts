import { appendFile, readFile, rename, rm, truncate, writeFile } from "node:fs/promises";
import { pino } from "pino";
import { expect, test } from "vitest";
import { appendAnchored, readAnchor, readLastAnchored } from "#server/audit/anchor-log.ts";
import { openSigner } from "#server/adapters/crypto/signing/open-signer.ts";
import { sql } from "#server/adapters/db/sql.ts";
import { readVerifiers } from "#server/audit/read-verifiers.ts";
import { sealAudit } from "#server/audit/seal-audit.ts";
import { tendCheckpoints } from "#server/audit/tend-checkpoints.ts";
import { openAuditRecord, type AuditRecord } from "#tests/harness/audit-record.ts";

const problemsOf = async (record: AuditRecord) => (await record.verify()).findings.map(({ problem }) => problem);
const alarmsOf = async ({ admin }: AuditRecord) =>
  (await admin.query("SELECT code FROM ledger_alarms")).rows.map(({ code }) => String(code));
const actionsOf = async ({ admin }: AuditRecord) =>
  (await admin.query("SELECT text FROM audit_events WHERE stream = 'ledger:alarms' ORDER BY seq")).rows.map(
    ({ text }) => {
      const { action, details } = JSON.parse(text) as { action: string; details: { code: string } };
      return `${action} ${details.code}`;
    },
  );

test("seals what changed, anchors it, and verifies", async () => {
  await using record = await openAuditRecord();
  const turn = record.startSealer();
  await turn();
  expect(await record.verify()).toMatchObject({ checkpoints: 0, findings: [] });
  await record.write(3, 4);
  await turn();
  expect(await record.verify()).toEqual({
    streams: 3,
    events: 12,
    checkpoints: 1,
    unsealed: 0,
    signatures: "verified",
    findings: [],
  });
  await record.write(2, 1);
  expect(await record.verify()).toMatchObject({ events: 14, unsealed: 2, findings: [] });
  await turn();
  await turn();
  expect(await record.verify()).toMatchObject({ events: 14, checkpoints: 2, unsealed: 0, findings: [] });
  const { rows } = await record.admin.query("SELECT tree_size, note FROM audit_checkpoints ORDER BY seq");
  expect(rows.map(({ tree_size }) => Number(tree_size))).toEqual([3, 5]);
  expect(rows[1]?.note).toMatch(
    /^latchkey\.test\/audit\n5\n\S{44}\nseq 2\nat \S+Z\nprev \S{44}\n\n— latchkey\.test\/audit \S{92}\n$/,
  );
  const kept = await readAnchor(record.paths.anchor);
  expect(kept.map(({ note }) => note)).toEqual(rows.map(({ note }) => note));
});

const events = "ALTER TABLE audit_events DISABLE TRIGGER ALL";
/** Writes a stream anew from event 2 on, with hashes and head that fit: only a seal can tell. */
const rewrite = `
  DO $$ DECLARE r record; prev bytea; BEGIN
    SELECT hash INTO prev FROM audit_events WHERE stream = 'request:2' AND seq = 1;
    FOR r IN SELECT seq, text FROM audit_events WHERE stream = 'request:2' AND seq > 1 ORDER BY seq LOOP
      UPDATE audit_events SET text = r.text || '!', prev_hash = prev, hash = sha256(prev || convert_to(r.text || '!', 'UTF8'))
        WHERE stream = 'request:2' AND seq = r.seq RETURNING hash INTO prev;
    END LOOP;
    UPDATE audit_heads SET hash = prev WHERE stream = 'request:2';
  END $$`;
const cutWithHead = `
  DELETE FROM audit_events WHERE stream = 'request:2' AND seq = 4;
  UPDATE audit_heads SET seq = 3, hash = (SELECT hash FROM audit_events WHERE stream = 'request:2' AND seq = 3) WHERE stream = 'request:2'`;
const crimes = {
  "a stream written anew": [rewrite, "sealed_changed"],
  "a stream cut together with its head": [cutWithHead, "sealed_missing"],
  "a stream removed": [
    `DELETE FROM audit_events WHERE stream = 'request:2'; DELETE FROM audit_heads WHERE stream = 'request:2'`,
    "sealed_missing",
  ],
  "a leaf that fits a rewritten stream": [
    `${rewrite}; UPDATE audit_leaves SET hash = (SELECT hash FROM audit_heads WHERE stream = 'request:2') WHERE stream = 'request:2'`,
    "checkpoint_mismatch",
  ],
  "a leaf removed": [`${cutWithHead}; DELETE FROM audit_leaves WHERE stream = 'request:2'`, "checkpoint_mismatch"],
  "a note of somebody else": [
    "UPDATE audit_checkpoints SET note = replace(note, 'seq 1', 'seq 2') WHERE seq = 1",
    "checkpoint_invalid",
  ],
  "a checkpoint removed": ["DELETE FROM audit_checkpoints WHERE seq = 1", "checkpoint_missing"],
  "everything sealed removed": ["TRUNCATE audit_checkpoints, audit_leaves", "behind_anchor"],
} as const;

test.for(Object.entries(crimes))("finds %s", async ([, [crime, problem]]) => {
  await using record = await openAuditRecord();
  const turn = record.startSealer();
  await record.write(3, 4);
  await turn();
  await record.write(1, 1);
  await turn();
  expect(await problemsOf(record)).toEqual([]);
  await record.admin.query(`${events}; ${crime}`);
  expect(await problemsOf(record)).toContain(problem);
});

test("raises an alarm at start-up and on the next turn when the ledger is older than its anchor, and seals nothing", async () => {
  await using record = await openAuditRecord();
  const turn = record.startSealer();
  await record.write(3);
  await turn();
  // What a restored backup holds: the first checkpoint and what it sealed.
  await record.write(3);
  await turn();
  await record.admin.query(`
    DELETE FROM audit_checkpoints WHERE seq = 2; DELETE FROM audit_leaves WHERE number > 3;
    DELETE FROM audit_events WHERE seq = 2;
    UPDATE audit_heads h SET seq = 1, hash = (SELECT hash FROM audit_events e WHERE e.stream = h.stream)`);
  await turn();
  expect(await alarmsOf(record)).toEqual(["ledger_behind_anchor"]);
  expect(record.log).toEqual([expect.objectContaining({ level: 50, alarm: "ledger_behind_anchor" })]);
  await record.admin.query("DELETE FROM ledger_alarms");
  const restarted = record.startSealer();
  await restarted();
  await restarted();
  expect(await alarmsOf(record)).toEqual(["ledger_behind_anchor"]);
  expect(await problemsOf(record)).toEqual(["behind_anchor"]);
  const { rows } = await record.admin.query("SELECT seq FROM audit_checkpoints");
  expect(rows).toHaveLength(1);
  // Accepted by setting the anchor aside: sealing goes on, and the kept one still tells.
  await rename(record.paths.anchor, `${record.paths.anchor}.before-restore`);
  await restarted();
  expect(await alarmsOf(record)).toEqual([]);
  expect(await record.verify()).toMatchObject({ checkpoints: 2, findings: [] });
  const set = ["raised", "raised", "ended"].map((what) => `audit.alarm_${what} ledger_behind_anchor`);
  expect(await actionsOf(record)).toEqual(set);
});

test("raises an alarm for another checkpoint in the place of an anchored one", async () => {
  await using record = await openAuditRecord();
  await record.write(1);
  await record.startSealer()();
  await record.admin.query("TRUNCATE audit_checkpoints, audit_leaves");
  const [signer, verifiers] = await Promise.all([
    openSigner(record.paths.signingKey),
    readVerifiers(record.paths.verifiers),
  ]);
  if (signer === null) throw new Error("no key");
  await sealAudit(record.worker, signer, verifiers);
  await record.startSealer()();
  expect(await alarmsOf(record)).toEqual(["ledger_behind_anchor"]);
  expect(await problemsOf(record)).toEqual(["anchor_mismatch"]);
});

test.for(["edge = decode(repeat('00', 32), 'hex')", "note = replace(note, 'seq 1', 'seq 3')", "note = ''"])(
  "builds on no checkpoint that was changed: %s",
  async (change) => {
    await using record = await openAuditRecord();
    await record.write(1);
    await record.startSealer()();
    await rm(record.paths.anchor);
    await record.admin.query(`UPDATE audit_checkpoints SET ${change}`);
    await record.write(1);
    await record.startSealer()();
    expect(await alarmsOf(record)).toEqual(["checkpoint_damaged"]);
    expect((await record.admin.query("SELECT seq FROM audit_checkpoints")).rows).toHaveLength(1);
  },
);

test("catches up with the ledger after a crash before, or in the middle of, a line of the anchor", async () => {
  await using record = await openAuditRecord();
  const turn = record.startSealer();
  for (let time = 0; time < 3; time += 1) {
    await record.write(2);
    await turn();
  }
  const whole = await readFile(record.paths.anchor, "utf8");
  for (const bytes of [whole.length - 1, whole.length - 40, whole.indexOf("\n") + 1, whole.indexOf("\n") + 10]) {
    await writeFile(record.paths.anchor, whole);
    await truncate(record.paths.anchor, bytes);
    await record.startSealer()();
    expect((await readAnchor(record.paths.anchor)).map(({ seq }) => seq)).toEqual([1, 2, 3]);
    expect(await problemsOf(record)).toEqual([]);
  }
});

test("seals at once after 1,000 events, else every 60 s when something changed", async () => {
  await using record = await openAuditRecord();
  const [signer, verifiers] = await Promise.all([
    openSigner(record.paths.signingKey),
    readVerifiers(record.paths.verifiers),
  ]);
  let now = 0;
  const ctx = { db: record.worker, log: pino({ level: "silent" }) };
  const turn = tendCheckpoints({ ctx, paths: record.paths, signer, verifiers, now: () => now });
  const sealed = async () => {
    await turn();
    return (await record.admin.query("SELECT seq FROM audit_checkpoints")).rows.length;
  };
  await record.write(1);
  expect(await sealed()).toBe(1);
  now += 59_999;
  await record.write(1, 998);
  expect(await sealed()).toBe(1);
  await record.write(2);
  expect(await sealed()).toBe(2);
  now += 60_000;
  expect(await sealed()).toBe(2);
  await record.write(1);
  expect(await sealed()).toBe(3);
});

test("seals one consistent record while events are written and workers compete", async () => {
  await using record = await openAuditRecord();
  let isDone = false;
  const writing = Array.from({ length: 3 }, async (_, at) => {
    while (!isDone) {
      await record.worker.query(
        sql`SELECT append_audit('resource:' || ${at}::text || '-' || s, NULL, 'x') FROM generate_series(1, 20) s`,
      );
    }
  });
  const turns = [record.startSealer(), record.startSealer()];
  const compete = async () => {
    await Promise.all(turns.map((turn) => turn()));
    return (await readAnchor(record.paths.anchor)).length;
  };
  for (let round = 0; round < 20; round += 1) await compete();
  // On a busy machine the writers may not have come far in twenty rounds.
  await expect.poll(compete).toBeGreaterThan(5);
  isDone = true;
  await Promise.all(writing);
  await turns[0]?.();
  const verified = await record.verify();
  expect(verified).toMatchObject({ streams: 60, unsealed: 0, findings: [] });
  expect(verified.checkpoints).toBeGreaterThan(5);
  const numbers = (await readAnchor(record.paths.anchor)).map(({ seq }) => seq);
  expect(new Set(numbers).size).toBe(verified.checkpoints);
});

test("records each of many first events of a stream at once", async () => {
  await using record = await openAuditRecord();
  const first = (stream: string) => record.worker.query(sql`SELECT append_audit(${stream}, NULL, 'x')`);
  const streams = Array.from({ length: 10 }, (_, at) => `resource:${at}`);
  await Promise.all(streams.flatMap((stream) => Array.from({ length: 8 }, () => first(stream))));
  await record.startSealer()();
  expect(await record.verify()).toMatchObject({ streams: 10, events: 80, findings: [] });
});

test("reads no anchor that holds anything else", async () => {
  await using record = await openAuditRecord();
  await record.write(1);
  await record.startSealer()();
  await appendFile(record.paths.anchor, '{"seq":2}\n');
  await expect(readAnchor(record.paths.anchor)).rejects.toMatchObject({ code: "settings_invalid" });
  await appendAnchored(record.paths.anchor, []);
  expect(await readLastAnchored(record.paths.anchor)).toMatchObject({ seq: 1 });
});
