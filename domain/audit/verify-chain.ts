import { createHash } from "node:crypto";

/** A stored row of one stream. */
export interface ChainRow {
  readonly stream: string;
  readonly seq: bigint;
  readonly text: string;
  readonly prevHash: Uint8Array;
  readonly hash: Uint8Array;
}

/** The head that the database keeps beside the rows. */
export interface ChainHead {
  readonly stream: string;
  readonly seq: bigint;
  readonly hash: Uint8Array;
}

/** One place where a stream is not what was appended. */
export interface ChainFinding {
  readonly stream: string;
  readonly seq: string;
  readonly problem: "missing" | "edited" | "unlinked" | "head_mismatch";
  readonly message: string;
}

/** One stream under verification: what was read of it so far. */
export interface ChainCheck {
  /** Takes the next row, in order of `seq`; gives what is wrong with it. */
  add(row: ChainRow): ChainFinding | null;
  /** Compares what was read with the head; gives what is wrong. */
  end(head: ChainHead | undefined): ChainFinding | null;
  /** The hash that the row of this `seq` holds. */
  hashAt(seq: bigint): Uint8Array | null;
}

/**
 * Checks one stream against `hash = sha256(prevHash ‖ text)` and its head; keeps the hashes alone, not the texts.
 *
 * Finds edited text, deleted and reordered rows, and rows cut from the end while the head still knows them.
 * A stream that was written anew, or cut with its head, shows only against a signed checkpoint.
 */
export function checkChain(stream: string): ChainCheck {
  let previous: Uint8Array = Buffer.alloc(32);
  let last = 0n;
  // As text of one byte per character: a million small buffers would weigh five times as much.
  const hashes = new Map<bigint, string>();
  return {
    add(row) {
      const finding = checkRow(row, last + 1n, previous);
      last = row.seq;
      previous = row.hash;
      hashes.set(row.seq, Buffer.from(row.hash).toString("latin1"));
      return finding;
    },
    end(head) {
      if (head !== undefined && head.seq === last && Buffer.from(head.hash).equals(previous)) return null;
      const message = `The head says ${head?.seq ?? "nothing"}, the newest row is ${last}: rows were cut, or the head was changed.`;
      return { stream, seq: String(last), problem: "head_mismatch", message };
    },
    hashAt(seq) {
      const hash = hashes.get(seq);
      return hash === undefined ? null : Buffer.from(hash, "latin1");
    },
  };
}

function checkRow(row: ChainRow, expected: bigint, previous: Uint8Array): ChainFinding | null {
  const at = { stream: row.stream, seq: String(row.seq) };
  if (row.seq !== expected) {
    return { ...at, problem: "missing", message: `Expected event ${expected}, found ${row.seq}: events are missing.` };
  }
  if (!Buffer.from(row.prevHash).equals(previous)) {
    return { ...at, problem: "unlinked", message: `Event ${row.seq} does not follow the one before it.` };
  }
  const hash = createHash("sha256").update(row.prevHash).update(row.text, "utf8").digest();
  if (!hash.equals(row.hash)) {
    return { ...at, problem: "edited", message: `The text of event ${row.seq} does not match its hash.` };
  }
  return null;
}

/** Checks one whole stream at once, its rows in order of `seq`. */
export function verifyChain(stream: string, rows: readonly ChainRow[], head: ChainHead | undefined): ChainFinding[] {
  const chain = checkChain(stream);
  return [...rows.map((row) => chain.add(row)), chain.end(head)].filter((finding) => finding !== null);
}
