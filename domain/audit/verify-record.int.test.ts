import { createHash, generateKeyPairSync, sign } from "node:crypto";
import fc from "fast-check";
import { expect, test } from "vitest";
import { checkpointHash, checkpointText, noCheckpointHash } from "#domain/audit/checkpoint.ts";
import { exportLine, parseExportLine } from "#domain/audit/export-line.ts";
import { appendLeaf, emptyTree, merkleRoot } from "#domain/audit/merkle-tree.ts";
import { leafBytes } from "#domain/audit/sealed-leaf.ts";
import { noteKeyId, parseVerifier, writeNote, writeVerifier } from "#domain/audit/signed-note.ts";
import type { ChainRow } from "#domain/audit/verify-chain.ts";
import { verifyRecord, type RecordItem, type RecordVerification } from "#domain/audit/verify-record.ts";

const changesWanted = 1000;
const origin = "latchkey.test/audit";
const makeKey = () => {
  const { privateKey, publicKey } = generateKeyPairSync("ed25519");
  const raw = publicKey.export({ format: "der", type: "spki" }).subarray(-32);
  const verifier = parseVerifier(writeVerifier(origin, raw));
  if (verifier === null) throw new Error("no verifier");
  const signText = (text: string) =>
    writeNote({
      text,
      keyName: origin,
      keyId: noteKeyId(origin, raw),
      signature: sign(null, Buffer.from(text), privateKey),
    });
  return { verifier, signText };
};
const ours = makeKey();

type Streams = Map<string, ChainRow[]>;
type Sealed = readonly (readonly [stream: string, seq: number])[];

const chain = (stream: string, texts: readonly string[]): ChainRow[] => {
  let prevHash: Uint8Array = Buffer.alloc(32);
  return texts.map((text, at) => {
    const hash = createHash("sha256").update(prevHash).update(text).digest();
    const row = { stream, seq: BigInt(at + 1), text, prevHash, hash };
    prevHash = hash;
    return row;
  });
};

/** The record of streams whose heads were sealed at the given places, `perCheckpoint` at a time. */
function recordOf(streams: Streams, sealed: Sealed, signText = ours.signText): RecordItem[] {
  const heads = [...streams].flatMap(([stream, rows]): RecordItem[] => {
    const last = rows.at(-1);
    return last ? [{ kind: "head", head: { stream, seq: last.seq, hash: last.hash } }] : [];
  });
  const events = [...streams.values()].flat().map((row): RecordItem => ({ kind: "event", row }));
  return [...heads, ...events, ...sealsOf(streams, sealed, signText)];
}

function sealsOf(streams: Streams, sealed: Sealed, signText: (text: string) => string): RecordItem[] {
  let tree = emptyTree;
  let prevHash = noCheckpointHash;
  return sealed.flatMap(([stream, at], index): RecordItem[] => {
    const row = streams.get(stream)?.[at - 1];
    if (row === undefined) throw new Error("sealed what is not there");
    const leaf = { stream, seq: row.seq, hash: row.hash };
    tree = appendLeaf(tree, leafBytes(leaf));
    if (index % 3 !== 2 && index !== sealed.length - 1) return [{ kind: "leaf", leaf }];
    const seq = Math.floor(index / 3) + 1;
    const at2 = new Date(1_790_000_000_000 + seq * 60_000);
    const text = checkpointText({ origin, treeSize: tree.size, root: merkleRoot(tree), seq, at: at2, prevHash });
    prevHash = checkpointHash(text);
    return [
      { kind: "leaf", leaf },
      { kind: "checkpoint", checkpoint: { seq, note: signText(text) } },
    ];
  });
}

/** Verified as a file is: written to lines and read again. */
function verify(items: readonly RecordItem[], anchor: readonly RecordItem[]): RecordVerification | "unreadable" {
  const notes = anchor.flatMap((item) => (item.kind === "checkpoint" ? [item.checkpoint] : []));
  const check = verifyRecord({ verifiers: [ours.verifier], anchor: notes });
  for (const item of items) {
    const read = parseExportLine(exportLine(item));
    if (read === null || !check.add(read)) return "unreadable";
  }
  return check.end();
}

interface Ledger {
  readonly texts: readonly (readonly string[])[];
  readonly streams: Streams;
  readonly sealed: Sealed;
}

const ledgers = fc
  .array(fc.array(fc.string({ minLength: 1, maxLength: 12 }), { minLength: 3, maxLength: 6 }), {
    minLength: 3,
    maxLength: 6,
  })
  .map((texts): Ledger => {
    const streams = new Map(texts.map((lines, at) => [`request:${at}`, chain(`request:${at}`, lines)] as const));
    const early = [...streams.keys()].map((stream) => [stream, 2] as const);
    const late = [...streams].map(([stream, rows]) => [stream, rows.length] as const);
    return { texts, streams, sealed: [...early, ...late] };
  });

/** Writes one stream anew with other texts, chain and head as they ought to be. */
const rewritten = ({ streams }: Ledger, stream: string, texts: readonly string[]): Streams =>
  new Map([...streams].map(([name, rows]) => [name, name === stream ? chain(name, texts) : rows]));

type Crime = (ledger: Ledger, stream: string, at: number) => RecordItem[];

/** Changes of a lazy forger leave chain and head; those of a diligent one repair them; the last have every right but the key. */
const crimes: Readonly<Record<string, Crime>> = {
  edit: (ledger, stream, at) =>
    changeRows(ledger, stream, (rows) =>
      rows.map((row, index) => (index === at ? { ...row, text: `${row.text}!` } : row)),
    ),
  delete: (ledger, stream, at) => changeRows(ledger, stream, (rows) => rows.filter((_, index) => index !== at)),
  reorder: (ledger, stream, at) => changeRows(ledger, stream, (rows) => swapped(rows, at)),
  renumber: (ledger, stream, at) =>
    changeRows(ledger, stream, (rows) => swapped(rows, at).map((row, index) => ({ ...row, seq: BigInt(index + 1) }))),
  truncate: (ledger, stream, at) => changeRows(ledger, stream, (rows) => rows.slice(0, at)),
  "edit and chain anew": (ledger, stream, at) =>
    repaired(ledger, stream, (texts) => texts.map((text, index) => (index === at ? `${text}!` : text))),
  "delete and chain anew": (ledger, stream, at) =>
    repaired(ledger, stream, (texts) => texts.filter((_, index) => index !== at)),
  "reorder and chain anew": (ledger, stream, at) => repaired(ledger, stream, (texts) => swapped(texts, at)),
  "truncate with the head": (ledger, stream, at) => repaired(ledger, stream, (texts) => texts.slice(0, at)),
  "insert and chain anew": (ledger, stream, at) =>
    repaired(ledger, stream, (texts) => [...texts.slice(0, at), "x", ...texts.slice(at)]),
  "remove the stream": (ledger, stream) =>
    original(ledger).filter((item) => streamOf(item) !== stream || item.kind === "leaf"),
  "remove the stream and its leaves": (ledger, stream) => original(ledger).filter((item) => streamOf(item) !== stream),
  "chain anew and seal anew with another key": (ledger, stream, at) => {
    const texts = ledger.streams.get(stream)?.map(({ text }, index) => (index === at ? `${text}!` : text)) ?? [];
    return recordOf(rewritten(ledger, stream, texts), ledger.sealed, makeKey().signText);
  },
  "chain anew and seal anew with the stolen key": (ledger, stream, at) => {
    const texts = ledger.streams.get(stream)?.map(({ text }, index) => (index === at ? `${text}!` : text)) ?? [];
    return recordOf(rewritten(ledger, stream, texts), ledger.sealed);
  },
  "restore an older backup": (ledger) => {
    const early = new Map([...ledger.streams].map(([name, rows]) => [name, rows.slice(0, 2)]));
    return recordOf(early, ledger.sealed.slice(0, Math.floor(ledger.streams.size / 3) * 3));
  },
};

test("finds every change of a sealed record, by whatever forger", () => {
  const tried = new Map<string, number>();
  fc.assert(
    fc.property(ledgers, fc.constantFrom(...Object.keys(crimes)), fc.nat(), fc.nat(), (ledger, kind, pick, place) => {
      const whole = original(ledger);
      const intact = verify(whole, whole);
      expect(intact).toMatchObject({ findings: [], unsealed: 0 });
      const stream = `request:${pick % ledger.streams.size}`;
      const rows = ledger.streams.get(stream) ?? [];
      const at = place % (rows.length - 1);
      // Two neighbours with the same text can be swapped without a change.
      fc.pre(!kind.startsWith("reorder") || rows[at]?.text !== rows[at + 1]?.text);
      const changed = crimes[kind]?.(ledger, stream, at) ?? [];
      fc.pre(changed.map(exportLine).join("") !== whole.map(exportLine).join(""));
      const found = verify(changed, whole);
      tried.set(kind, (tried.get(kind) ?? 0) + 1);
      expect(found === "unreadable" || found.findings.length > 0, kind).toBe(true);
    }),
    { numRuns: changesWanted },
  );
  const total = [...tried.values()].reduce((sum, count) => sum + count, 0);
  process.stdout.write(`audit record: ${total} of ${total} changes of ${tried.size} kinds found\n`);
  expect([total, tried.size]).toEqual([changesWanted, Object.keys(crimes).length]);
});

function original(ledger: Ledger): RecordItem[] {
  return recordOf(ledger.streams, ledger.sealed);
}

/** Events changed, all else as it was. */
function changeRows(
  ledger: Ledger,
  stream: string,
  change: (rows: readonly ChainRow[]) => readonly ChainRow[],
): RecordItem[] {
  const rows = change(ledger.streams.get(stream) ?? []).map((row): RecordItem => ({ kind: "event", row }));
  const items = original(ledger);
  const first = items.findIndex((item) => item.kind === "event" && item.row.stream === stream);
  const rest = items.filter((item) => item.kind !== "event" || item.row.stream !== stream);
  return [...rest.slice(0, first), ...rows, ...rest.slice(first)];
}

/** Events changed with chain and head repaired, what was sealed as it was. */
function repaired(
  ledger: Ledger,
  stream: string,
  change: (texts: readonly string[]) => readonly string[],
): RecordItem[] {
  const texts = change((ledger.streams.get(stream) ?? []).map(({ text }) => text));
  const changed = recordOf(rewritten(ledger, stream, texts), []);
  return [...changed, ...sealsOf(ledger.streams, ledger.sealed, ours.signText)];
}

function streamOf(item: RecordItem): string | null {
  if (item.kind === "event") return item.row.stream;
  if (item.kind === "head") return item.head.stream;
  return item.kind === "leaf" ? item.leaf.stream : null;
}

function swapped<T>(all: readonly T[], at: number): readonly T[] {
  return [...all.slice(0, at), ...all.slice(at, at + 2).reverse(), ...all.slice(at + 2)];
}
