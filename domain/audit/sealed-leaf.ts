/** A leaf of the tree: the head of one stream as it stood when it was sealed. It seals all events before it too. */
export interface SealedLeaf {
  readonly stream: string;
  readonly seq: bigint;
  readonly hash: Uint8Array;
}

/** Gives the bytes of a leaf: length of the stream's name (4 bytes), name in UTF-8, seq (8 bytes), hash. */
export function leafBytes({ stream, seq, hash }: SealedLeaf): Uint8Array {
  const name = Buffer.from(stream, "utf8");
  const head = Buffer.alloc(4);
  head.writeUInt32BE(name.length);
  const tail = Buffer.alloc(8);
  tail.writeBigUInt64BE(seq);
  return Buffer.concat([head, name, tail, hash]);
}
