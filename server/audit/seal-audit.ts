import { checkpointHash, checkpointText, noCheckpointHash, parseCheckpoint } from "#domain/audit/checkpoint.ts";
import type { SealedNote } from "#domain/audit/check-seals.ts";
import { appendLeaf, merkleRoot, type MerkleEdge } from "#domain/audit/merkle-tree.ts";
import { leafBytes, type SealedLeaf } from "#domain/audit/sealed-leaf.ts";
import { isSignedBy, parseNote, type NoteVerifier } from "#domain/audit/signed-note.ts";
import type { Database, Queryable } from "#server/adapters/db/database.ts";
import { sql } from "#server/adapters/db/sql.ts";
import type { NoteSigner } from "#server/adapters/crypto/signing/note-signer.ts";

const leavesMax = 20_000;
const hashBytes = 32;

/** A checkpoint that was made, and whether there are heads left for another one at once. */
export interface Sealing {
  readonly checkpoint: SealedNote;
  readonly hasMore: boolean;
}

/** The newest checkpoint is not what a key of this record signed: nothing may be built on it. */
export class DamagedCheckpoint extends Error {}

/**
 * Seals the heads that changed since they were last sealed, as they stand at one moment; gives `nothing` where none did,
 * and `busy` where another worker seals: what it takes along is not known then.
 *
 * Reads heads and the last checkpoint only, never the events.
 * @throws DamagedCheckpoint
 */
export async function sealAudit(
  db: Pick<Database, "transaction">,
  signer: NoteSigner,
  verifiers: readonly NoteVerifier[],
): Promise<Sealing | "nothing" | "busy"> {
  return db.transaction(async (tx) => {
    const [turn] = await tx.query<{ mine: boolean; now: Date }>(sql`
      SELECT pg_try_advisory_xact_lock(hashtextextended('latchkey.audit.seal', 0)) AS mine, clock_timestamp() AS now`);
    if (!turn?.mine) return "busy";
    const last = await readLast(tx, verifiers);
    const leaves = await readChangedHeads(tx);
    if (leaves.length === 0) return "nothing";
    const tree = leaves.map(leafBytes).reduce(appendLeaf, last.tree);
    const checkpoint = { seq: last.seq + 1, at: turn.now, treeSize: tree.size, prevHash: last.hash };
    const root = merkleRoot(tree);
    const note = signer.sign(checkpointText({ ...checkpoint, origin: signer.origin, root }));
    await tx.query(sql`
      SELECT seal_audit(
        ROW(${checkpoint.seq}::bigint, ${checkpoint.at}::timestamptz, ${tree.size}::bigint, ${root}::bytea, ${last.hash}::bytea,
          ${Buffer.concat(tree.hashes)}::bytea, ${signer.keyId}::text, ${note}::text)::audit_checkpoints,
        ${leaves.map(({ stream }) => stream)}::text[], ${leaves.map(({ seq }) => String(seq))}::bigint[],
        ${leaves.map(({ hash }) => hash)}::bytea[])`);
    return { checkpoint: { seq: checkpoint.seq, note }, hasMore: leaves.length === leavesMax };
  });
}

async function readChangedHeads(tx: Queryable): Promise<SealedLeaf[]> {
  const rows = await tx.query<SealedLeaf>(sql`
    SELECT stream, seq, hash FROM audit_heads head
    WHERE NOT EXISTS (SELECT FROM audit_leaves leaf WHERE leaf.stream = head.stream AND leaf.seq = head.seq)
    ORDER BY stream LIMIT ${leavesMax}`);
  return rows.map((row) => ({ ...row, seq: BigInt(row.seq) }));
}

interface LastCheckpoint {
  readonly seq: number;
  readonly hash: Uint8Array;
  readonly tree: MerkleEdge;
}

async function readLast(tx: Queryable, verifiers: readonly NoteVerifier[]): Promise<LastCheckpoint> {
  const [row] = await tx.query<{ seq: string; edge: Buffer; note: string }>(
    sql`SELECT seq, edge, note FROM audit_checkpoints ORDER BY seq DESC LIMIT 1`,
  );
  if (row === undefined) return { seq: 0, hash: noCheckpointHash, tree: { size: 0, hashes: [] } };
  const signed = parseNote(row.note);
  const said = signed && parseCheckpoint(signed.text);
  const tree = { size: said?.treeSize ?? 0, hashes: pieces(row.edge) };
  const isSound = signed && said && isSignedBy(signed, verifiers) && Buffer.from(merkleRoot(tree)).equals(said.root);
  if (!isSound || said.seq !== Number(row.seq)) {
    throw new DamagedCheckpoint(`Checkpoint ${row.seq} of the ledger is not what a key of this record signed.`);
  }
  return { seq: said.seq, hash: checkpointHash(signed.text), tree };
}

function pieces(edge: Buffer): Buffer[] {
  const count = Math.floor(edge.length / hashBytes);
  return Array.from({ length: count }, (_, at) => edge.subarray(at * hashBytes, (at + 1) * hashBytes));
}
