import { z } from "zod";
import type { RecordItem } from "#domain/audit/verify-record.ts";

/** One line of an export: a part of the record. Bytes are written in hexadecimal. */
const hash = z.string().regex(/^[0-9a-f]{64}$/);
const seq = z.string().regex(/^\d{1,19}$/);
const lineSchema = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("event"), stream: z.string(), seq, text: z.string(), prevHash: hash, hash }),
  z.strictObject({ kind: z.literal("head"), stream: z.string(), seq, hash }),
  z.strictObject({ kind: z.literal("leaf"), stream: z.string(), seq, hash }),
  z.strictObject({ kind: z.literal("checkpoint"), seq: z.number().int().min(1), note: z.string().max(4000) }),
]);

/** Writes one part of the record as a line of an export, with its line break. */
export function exportLine(item: RecordItem): string {
  return `${JSON.stringify(lineOf(item))}\n`;
}

/** Reads one line of an export; gives null for what is none. */
export function parseExportLine(text: string): RecordItem | null {
  const parsed = lineSchema.safeParse(parseJson(text));
  if (!parsed.success) return null;
  const line = parsed.data;
  if (line.kind === "checkpoint") return { kind: "checkpoint", checkpoint: { seq: line.seq, note: line.note } };
  const at = { stream: line.stream, seq: BigInt(line.seq), hash: Buffer.from(line.hash, "hex") };
  if (line.kind === "head") return { kind: "head", head: at };
  if (line.kind === "leaf") return { kind: "leaf", leaf: at };
  return { kind: "event", row: { ...at, text: line.text, prevHash: Buffer.from(line.prevHash, "hex") } };
}

function lineOf(item: RecordItem): z.input<typeof lineSchema> {
  switch (item.kind) {
    case "event": {
      const { text, prevHash } = item.row;
      const { stream, seq: at, hash: own } = placeOf(item.row);
      return { kind: "event", stream, seq: at, text, prevHash: hex(prevHash), hash: own };
    }
    case "head":
      return { kind: "head", ...placeOf(item.head) };
    case "leaf":
      return { kind: "leaf", ...placeOf(item.leaf) };
    case "checkpoint":
      return { kind: "checkpoint", seq: item.checkpoint.seq, note: item.checkpoint.note };
  }
}

function placeOf(place: { readonly stream: string; readonly seq: bigint; readonly hash: Uint8Array }) {
  return { stream: place.stream, seq: String(place.seq), hash: hex(place.hash) };
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("hex");
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
