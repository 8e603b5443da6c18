import { chmod, rm } from "node:fs/promises";
import { expect, onTestFinished, test } from "vitest";
import { pino } from "pino";
import type { ServerContext } from "#server/context.ts";
import { readAnchor } from "#server/audit/anchor-log.ts";
import { openAuditRecord, type AuditRecord } from "#tests/harness/audit-record.ts";
import { sayFigure } from "#tests/reveal/say-figure.ts";
import { startAuditSealer } from "#workers/audit-sealer.ts";

/** Starts the sealer as the worker does; resolves when its first turn is over. */
async function start(record: AuditRecord): Promise<void> {
  const stop = new AbortController();
  onTestFinished(() => stop.abort());
  const settings = { LATCHKEY_HOME: record.home } as ServerContext["settings"];
  const ctx = { settings, db: record.worker, log: pino({ level: "silent" }) } as ServerContext;
  const loop = await startAuditSealer(ctx, stop.signal);
  stop.abort();
  await loop.idle();
}

const alarms = async ({ admin }: AuditRecord) => (await admin.query("SELECT code FROM ledger_alarms")).rows;

test("has sealed and anchored what was there before the worker takes its first job", async () => {
  await using record = await openAuditRecord();
  await record.write(2);
  await start(record);
  expect(await readAnchor(record.paths.anchor)).toHaveLength(1);
  expect(await record.verify()).toMatchObject({ checkpoints: 1, unsealed: 0, findings: [] });
});

test("R7: has raised the alarm over a restored ledger before the worker takes its first job", async () => {
  await using record = await openAuditRecord();
  await record.write(2);
  await start(record);
  await record.admin.query("TRUNCATE audit_checkpoints, audit_leaves, audit_events, audit_heads");
  const since = performance.now();
  await start(record);
  const seconds = (performance.now() - since) / 1000;
  expect(await alarms(record)).toEqual([{ code: "ledger_behind_anchor" }]);
  expect(seconds).toBeLessThan(60);
  sayFigure("R7", `rolled-back ledger told ${seconds.toFixed(2)} s after the start of a worker`);
});

test("starts without a key and seals nothing, and refuses a key that others can read", async () => {
  await using record = await openAuditRecord();
  await record.write(1);
  await chmod(record.paths.signingKey, 0o444);
  await expect(start(record)).rejects.toMatchObject({
    code: "settings_invalid",
    message: expect.stringContaining("0400"),
  });
  await rm(record.paths.signingKey);
  await start(record);
  expect(await record.verify()).toMatchObject({ checkpoints: 0, findings: [] });
});
