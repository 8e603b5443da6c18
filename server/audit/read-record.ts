import type { RecordItem } from "#domain/audit/verify-record.ts";
import type { SealedNote } from "#domain/audit/check-seals.ts";
import type { SealedLeaf } from "#domain/audit/sealed-leaf.ts";
import type { ChainHead, ChainRow } from "#domain/audit/verify-chain.ts";
import type { Queryable } from "#server/adapters/db/database.ts";
import { sql } from "#server/adapters/db/sql.ts";

const pageRows = 5000;

/**
 * Reads the whole audit record in the order it is verified: heads, events by stream, leaves and checkpoints by number.
 *
 * Needs only the auditor's rights. All parts belong together only when `ledger` reads one snapshot.
 */
export async function* readRecord(ledger: Queryable): AsyncGenerator<RecordItem, void> {
  const heads = await ledger.query<ChainHead>(sql`SELECT stream, seq, hash FROM audit_heads ORDER BY stream`);
  for (const head of heads) yield { kind: "head", head: { ...head, seq: BigInt(head.seq) } };
  for await (const row of readEvents(ledger)) yield { kind: "event", row };
  const leaves = readLeaves(ledger);
  let read = 0;
  for await (const { treeSize, ...checkpoint } of readCheckpoints(ledger)) {
    for (; read < treeSize; read += 1) {
      const next = await leaves.next();
      if (next.done) break;
      yield { kind: "leaf", leaf: next.value };
    }
    yield { kind: "checkpoint", checkpoint };
  }
  for await (const leaf of leaves) yield { kind: "leaf", leaf };
}

async function* readEvents(ledger: Queryable): AsyncGenerator<ChainRow, void> {
  let after = { stream: "", seq: 0n };
  for (;;) {
    const rows = await ledger.query<ChainRow>(sql`
      SELECT stream, seq, text, prev_hash AS "prevHash", hash FROM audit_events
      WHERE (stream, seq) > (${after.stream}, ${after.seq}) ORDER BY stream, seq LIMIT ${pageRows}`);
    for (const row of rows) yield { ...row, seq: BigInt(row.seq) };
    const last = rows.at(-1);
    if (last === undefined) return;
    after = { stream: last.stream, seq: BigInt(last.seq) };
  }
}

async function* readLeaves(ledger: Queryable): AsyncGenerator<SealedLeaf, void> {
  for (let after = 0; ;) {
    const rows = await ledger.query<SealedLeaf & { number: string }>(sql`
      SELECT number, stream, seq, hash FROM audit_leaves WHERE number > ${after} ORDER BY number LIMIT ${pageRows}`);
    for (const { stream, seq, hash } of rows) yield { stream, seq: BigInt(seq), hash };
    const last = rows.at(-1);
    if (last === undefined) return;
    after = Number(last.number);
  }
}

async function* readCheckpoints(ledger: Queryable): AsyncGenerator<SealedNote & { treeSize: number }, void> {
  for (let after = 0; ;) {
    const rows = await ledger.query<{ seq: string; treeSize: string; note: string }>(sql`
      SELECT seq, tree_size AS "treeSize", note FROM audit_checkpoints WHERE seq > ${after} ORDER BY seq LIMIT ${pageRows}`);
    for (const { seq, treeSize, note } of rows) yield { seq: Number(seq), treeSize: Number(treeSize), note };
    const last = rows.at(-1);
    if (last === undefined) return;
    after = Number(last.seq);
  }
}
