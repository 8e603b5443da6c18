import { createHash } from "node:crypto";
import { z } from "zod";

/**
 * What a checkpoint says: the tree of the audit record at one moment (C2SP tlog-checkpoint), and its place among the
 * checkpoints in three extension lines.
 */
export interface Checkpoint {
  /** Names the record; the key that signs has the same name. */
  readonly origin: string;
  readonly treeSize: number;
  readonly root: Uint8Array;
  /** 1 for the first. */
  readonly seq: number;
  readonly at: Date;
  /** `checkpointHash` of the one before; 32 zero bytes for the first. */
  readonly prevHash: Uint8Array;
}

/** What the first checkpoint has as its predecessor. */
export const noCheckpointHash: Uint8Array = new Uint8Array(32);

/** Gives the text that is signed. */
export function checkpointText({ origin, treeSize, root, seq, at, prevHash }: Checkpoint): string {
  const lines = [origin, treeSize, base64(root), `seq ${seq}`, `at ${at.toISOString()}`, `prev ${base64(prevHash)}`];
  return lines.map((line) => `${line}\n`).join("");
}

/** Reads a text as `checkpointText` writes it; gives null for anything else. */
export function parseCheckpoint(text: string): Checkpoint | null {
  const found = /^([^\n]+)\n(\d{1,15})\n(\S{44})\nseq (\d{1,15})\nat (\S+)\nprev (\S{44})\n$/u.exec(text);
  if (found === null) return null;
  const [, origin = "", size, root = "", seq, at, prev = ""] = found;
  if (!z.iso.datetime().safeParse(at).success) return null;
  const checkpoint = {
    origin,
    treeSize: Number(size),
    root: Buffer.from(root, "base64"),
    seq: Number(seq),
    at: new Date(at ?? ""),
    prevHash: Buffer.from(prev, "base64"),
  };
  return checkpointText(checkpoint) === text ? checkpoint : null;
}

/** The hash by which a checkpoint names the one before: of the text, which the signature is not part of. */
export function checkpointHash(text: string): Uint8Array {
  return createHash("sha256").update(text).digest();
}

function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("base64");
}
