import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { pino } from "pino";
import type { RecordVerification } from "#domain/audit/verify-record.ts";
import { createSigningKey } from "#server/adapters/crypto/create-signing-key.ts";
import { openSigner } from "#server/adapters/crypto/signing/open-signer.ts";
import { openDatabase, type Database } from "#server/adapters/db/database.ts";
import { readAnchor } from "#server/audit/anchor-log.ts";
import { auditPaths, type AuditPaths } from "#server/audit/audit-paths.ts";
import { readVerifiers } from "#server/audit/read-verifiers.ts";
import { tendCheckpoints } from "#server/audit/tend-checkpoints.ts";
import { verifyAudit } from "#server/audit/verify-audit.ts";
import { createLedgerDatabase, type LedgerDatabase } from "#tests/harness/ledger.ts";

/** A ledger whose record a test writes, seals, damages and verifies, each with the rights of the one who does it. */
export interface AuditRecord extends AsyncDisposable {
  readonly ledger: LedgerDatabase;
  readonly home: string;
  readonly paths: AuditPaths;
  readonly worker: Database;
  /** The superuser, who can do everything to the rows. */
  readonly admin: pg.Pool;
  /** Lines of the worker's log. */
  readonly log: readonly Record<string, unknown>[];
  /** Appends `count` events to each of `streams` streams, as the product does. */
  write(streams: number, count?: number): Promise<void>;
  /** The sealer of a worker that has just started; a turn seals whenever something changed. */
  startSealer(): () => Promise<void>;
  /** Verifies as the auditor, against keys and anchor of the home. */
  verify(): Promise<RecordVerification>;
}

/** Opens a record of a test's own, with a key and without an event. */
export async function openAuditRecord(): Promise<AuditRecord> {
  const [ledger, home] = await Promise.all([createLedgerDatabase(), mkdtemp(join(tmpdir(), "latchkey-audit-"))]);
  const paths = auditPaths(home);
  await createSigningKey(paths, "latchkey.test/audit");
  const [signer, verifiers] = await Promise.all([openSigner(paths.signingKey), readVerifiers(paths.verifiers)]);
  const worker = openDatabase(ledger.worker, { name: "test worker", connectionsMax: 4 });
  const auditor = openDatabase(ledger.auditor, { name: "test auditor", connectionsMax: 1 });
  const admin = new pg.Pool({ connectionString: ledger.url, max: 2 });
  const lines: Record<string, unknown>[] = [];
  const log = pino(
    { level: "warn" },
    { write: (line) => void lines.push(JSON.parse(line) as Record<string, unknown>) },
  );
  return {
    ledger,
    home,
    paths,
    worker,
    admin,
    log: lines,
    async write(streams, count = 1) {
      await admin.query(
        `SELECT append_audit('request:' || s, NULL, 'event ' || s || ' ' || n || ' ' || gen_random_uuid())
         FROM generate_series(1, $1::int) s, generate_series(1, $2::int) n`,
        [streams, count],
      );
    },
    startSealer() {
      let now = 0;
      return tendCheckpoints({ ctx: { db: worker, log }, paths, signer, verifiers, now: () => (now += 60_000) });
    },
    async verify() {
      const anchor = await readAnchor(paths.anchor);
      return verifyAudit(auditor, { verifiers, anchor });
    },
    async [Symbol.asyncDispose]() {
      await Promise.all([worker.close(), auditor.close(), admin.end()]);
      await rm(home, { recursive: true, force: true });
    },
  };
}
