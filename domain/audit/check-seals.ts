import { checkpointHash, noCheckpointHash, parseCheckpoint, type Checkpoint } from "#domain/audit/checkpoint.ts";
import { appendLeaf, emptyTree, merkleRoot } from "#domain/audit/merkle-tree.ts";
import { leafBytes, type SealedLeaf } from "#domain/audit/sealed-leaf.ts";
import { isSignedBy, parseNote, type NoteVerifier } from "#domain/audit/signed-note.ts";

/** A checkpoint as it is stored. */
export interface SealedNote {
  readonly seq: number;
  readonly note: string;
}

/** A checkpoint that was kept outside the ledger. */
export type AnchoredNote = SealedNote;

/** One place where the record is not what was sealed; `stream` is `checkpoints` for what is about one of them. */
export interface SealFinding {
  readonly stream: string;
  readonly seq: string;
  readonly problem:
    | "sealed_missing"
    | "sealed_changed"
    | "checkpoint_missing"
    | "checkpoint_invalid"
    | "checkpoint_unsigned"
    | "checkpoint_mismatch"
    | "behind_anchor"
    | "anchor_mismatch"
    | "anchor_invalid";
  readonly message: string;
}

/** The sealed part of a record under verification. */
export interface SealCheck {
  addLeaf(leaf: SealedLeaf): void;
  addCheckpoint(checkpoint: SealedNote): void;
  end(): {
    readonly checkpoints: number;
    readonly findings: readonly SealFinding[];
    /** Up to where a stream is sealed; 0 where it is not. */
    readonly sealedSeq: (stream: string) => bigint;
  };
}

/**
 * Checks leaves against the events, and checkpoints against leaves, signatures, each other and the anchor.
 *
 * Leaves come in the order of the tree, each checkpoint after the leaves it seals, all after the events.
 * @param hashAt the hash of an event as the record has it
 */
export function checkSeals(
  { verifiers, anchor }: { readonly verifiers: readonly NoteVerifier[]; readonly anchor: readonly AnchoredNote[] },
  hashAt: (stream: string, seq: bigint) => Uint8Array | null,
): SealCheck {
  const findings: SealFinding[] = [];
  const find = (seq: number, problem: SealFinding["problem"], message: string) =>
    findings.push({ stream: "checkpoints", seq: String(seq), problem, message });
  const anchored = readAnchor(anchor, verifiers, find);
  const sealedSeqs = new Map<string, bigint>();
  let tree = emptyTree;
  let last: { seq: number; treeSize: number; hash: Uint8Array } = { seq: 0, treeSize: 0, hash: noCheckpointHash };
  let count = 0;
  let isTreeBroken = false;

  const checkTree = ({ seq, treeSize, root }: Checkpoint) => {
    if (isTreeBroken || (tree.size === treeSize && Buffer.from(merkleRoot(tree)).equals(root))) return;
    // Every later root differs as well, for the same reason.
    isTreeBroken = true;
    find(seq, "checkpoint_mismatch", `What checkpoint ${seq} sealed is not what the record holds.`);
  };

  return {
    addLeaf(leaf) {
      const { stream, seq } = leaf;
      tree = appendLeaf(tree, leafBytes(leaf));
      const finding = checkLeaf(leaf, hashAt(stream, seq));
      if (finding !== null) findings.push(finding);
      if (seq > (sealedSeqs.get(stream) ?? 0n)) sealedSeqs.set(stream, seq);
    },
    addCheckpoint({ seq, note }) {
      count += 1;
      const signed = parseNote(note);
      const checkpoint = signed && parseCheckpoint(signed.text);
      if (!signed || !checkpoint || checkpoint.seq !== seq || checkpoint.origin !== signed.keyName) {
        return void find(seq, "checkpoint_invalid", `Checkpoint ${seq} cannot be read.`);
      }
      if (verifiers.length > 0 && !isSignedBy(signed, verifiers)) {
        find(seq, "checkpoint_unsigned", `Checkpoint ${seq} is not signed by a key of this record.`);
      }
      if (seq !== last.seq + 1 || !Buffer.from(checkpoint.prevHash).equals(last.hash)) {
        find(seq, "checkpoint_missing", `Checkpoint ${seq} does not follow checkpoint ${last.seq}.`);
      }
      const kept = anchored.get(seq);
      if (kept !== undefined && kept !== signed.text) {
        find(
          seq,
          "anchor_mismatch",
          `Checkpoint ${seq} is not the one that was anchored: the record was written anew.`,
        );
      }
      checkTree(checkpoint);
      last = { seq, treeSize: checkpoint.treeSize, hash: checkpointHash(signed.text) };
    },
    end() {
      if (tree.size > last.treeSize) {
        find(last.seq, "checkpoint_missing", `${tree.size - last.treeSize} sealed leaves belong to no checkpoint.`);
      }
      const newest = [...anchored.keys()].reduce((most, seq) => Math.max(most, seq), 0);
      if (newest > last.seq) {
        const message = `Checkpoint ${newest} was anchored, the record ends at ${last.seq}: it was cut, or restored from an older backup.`;
        find(last.seq, "behind_anchor", message);
      }
      return { checkpoints: count, findings, sealedSeq: (stream) => sealedSeqs.get(stream) ?? 0n };
    },
  };
}

function checkLeaf({ stream, seq, hash }: SealedLeaf, held: Uint8Array | null): SealFinding | null {
  const at = { stream, seq: String(seq) };
  if (held === null) {
    return { ...at, problem: "sealed_missing", message: `Event ${seq} was sealed and is not there: rows were cut.` };
  }
  if (Buffer.from(held).equals(hash)) return null;
  return { ...at, problem: "sealed_changed", message: `Event ${seq} or one before it is not what was sealed.` };
}

/** Texts of the anchored checkpoints by their number; those that nobody signed are told and left out. */
function readAnchor(
  anchor: readonly AnchoredNote[],
  verifiers: readonly NoteVerifier[],
  find: (seq: number, problem: "anchor_invalid", message: string) => void,
): ReadonlyMap<number, string> {
  const texts = new Map<number, string>();
  for (const { seq, note } of anchor) {
    const signed = parseNote(note);
    const isTrusted = signed !== null && (verifiers.length === 0 || isSignedBy(signed, verifiers));
    if (isTrusted && parseCheckpoint(signed.text)?.seq === seq) texts.set(seq, signed.text);
    else find(seq, "anchor_invalid", `Checkpoint ${seq} of the anchor cannot be read, or no known key signed it.`);
  }
  return texts;
}
