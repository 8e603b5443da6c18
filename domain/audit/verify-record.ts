import { checkSeals, type AnchoredNote, type SealedNote, type SealFinding } from "#domain/audit/check-seals.ts";
import type { SealedLeaf } from "#domain/audit/sealed-leaf.ts";
import type { NoteVerifier } from "#domain/audit/signed-note.ts";
import {
  checkChain,
  type ChainCheck,
  type ChainFinding,
  type ChainHead,
  type ChainRow,
} from "#domain/audit/verify-chain.ts";

/** One part of the audit record, in the order it is read: heads, events, then leaves, each checkpoint after its own. */
export type RecordItem =
  | { readonly kind: "head"; readonly head: ChainHead }
  | { readonly kind: "event"; readonly row: ChainRow }
  | { readonly kind: "leaf"; readonly leaf: SealedLeaf }
  | { readonly kind: "checkpoint"; readonly checkpoint: SealedNote };

/** What the record is held against, besides itself. */
export interface RecordProof {
  /** Keys that checkpoints may be signed with; without any, signatures are not checked. */
  readonly verifiers: readonly NoteVerifier[];
  /** Checkpoints that were kept elsewhere. */
  readonly anchor: readonly AnchoredNote[];
}

/** What was verified, and every place that does not hold. */
export interface RecordVerification {
  readonly streams: number;
  readonly events: number;
  readonly checkpoints: number;
  /** Events newer than what their stream was last sealed at: their end can be cut unseen. */
  readonly unsealed: number;
  readonly signatures: "verified" | "unchecked";
  readonly findings: readonly (ChainFinding | SealFinding)[];
}

/** The audit record under verification, whether from the ledger or from an export. */
export interface RecordCheck {
  /** Takes the next part; gives false for a second head of a stream, which no record has. */
  add(item: RecordItem): boolean;
  end(): RecordVerification;
}

/** Verifies every stream, every sealed leaf against the events, and every checkpoint against leaves, keys and anchor. */
export function verifyRecord(proof: RecordProof): RecordCheck {
  const chains = new Map<string, ChainCheck>();
  const heads = new Map<string, ChainHead>();
  const seals = checkSeals(proof, (stream, seq) => chains.get(stream)?.hashAt(seq) ?? null);
  const findings: ChainFinding[] = [];
  let events = 0;
  const note = (finding: ChainFinding | null) => finding !== null && findings.push(finding);
  return {
    add(item) {
      if (item.kind === "event") {
        const chain = chains.get(item.row.stream) ?? checkChain(item.row.stream);
        chains.set(item.row.stream, chain);
        note(chain.add(item.row));
        events += 1;
      } else if (item.kind === "head") {
        if (heads.has(item.head.stream)) return false;
        heads.set(item.head.stream, item.head);
      } else if (item.kind === "leaf") {
        seals.addLeaf(item.leaf);
      } else {
        seals.addCheckpoint(item.checkpoint);
      }
      return true;
    },
    end() {
      const names = new Set([...heads.keys(), ...chains.keys()]);
      for (const name of names) note((chains.get(name) ?? checkChain(name)).end(heads.get(name)));
      const sealed = seals.end();
      return {
        streams: names.size,
        events,
        checkpoints: sealed.checkpoints,
        unsealed: [...heads.values()].reduce((sum, { stream, seq }) => sum + Number(seq - sealed.sealedSeq(stream)), 0),
        signatures: proof.verifiers.length > 0 && sealed.checkpoints > 0 ? "verified" : "unchecked",
        findings: [...findings, ...sealed.findings],
      };
    },
  };
}
