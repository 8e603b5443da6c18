import { createHash } from "node:crypto";

/**
 * The right edge of an append-only Merkle tree (RFC 6962, section 2.1): one hash for each full subtree, the largest
 * first. It is all that is needed to append and to know the root, whatever the size.
 */
export interface MerkleEdge {
  /** Leaves of the tree; the ones of its binary form are the subtrees. */
  readonly size: number;
  readonly hashes: readonly Uint8Array[];
}

/** The tree without a leaf. */
export const emptyTree: MerkleEdge = { size: 0, hashes: [] };

/** Gives the edge after one more leaf, in at most log₂(size) hashes. */
export function appendLeaf({ size, hashes }: MerkleEdge, leaf: Uint8Array): MerkleEdge {
  const next = [...hashes];
  let hash: Uint8Array = hashOf(0, leaf);
  for (let rest = size; rest % 2 === 1; rest = Math.floor(rest / 2)) hash = hashOf(1, next.pop() ?? missing(), hash);
  next.push(hash);
  return { size: size + 1, hashes: next };
}

/** Gives the root (RFC 6962 `MTH`); that of the empty tree is the hash of nothing. */
export function merkleRoot({ hashes }: MerkleEdge): Uint8Array {
  if (hashes.length === 0) return createHash("sha256").digest();
  return hashes.reduceRight((right, left) => hashOf(1, left, right));
}

function hashOf(prefix: 0 | 1, ...parts: readonly Uint8Array[]): Uint8Array {
  const hash = createHash("sha256").update(Uint8Array.of(prefix));
  for (const part of parts) hash.update(part);
  return hash.digest();
}

function missing(): never {
  throw new Error("The edge has fewer subtrees than its size says.");
}
