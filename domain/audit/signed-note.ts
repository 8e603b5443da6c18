import { createHash, createPublicKey, verify, type KeyObject } from "node:crypto";

/** Text with one signature line below it, as C2SP signed-note defines it: Ed25519, type 0x01. */
export interface SignedNote {
  /** What was signed, with its last line break. */
  readonly text: string;
  readonly keyName: string;
  readonly keyId: string;
  readonly signature: Uint8Array;
}

/** A public key that notes are verified with. */
export interface NoteVerifier {
  readonly name: string;
  /** 8 hexadecimal digits, of name and key. */
  readonly keyId: string;
  readonly publicKey: KeyObject;
}

const ed25519 = Uint8Array.of(1);
const spkiPrefix = Buffer.from("302a300506032b6570032100", "hex");
const namePattern = /^[^\s+]{1,200}$/u;

/** Writes a note from its text and its signature. */
export function writeNote({ text, keyName, keyId, signature }: SignedNote): string {
  const line = Buffer.concat([Buffer.from(keyId, "hex"), signature]).toString("base64");
  return `${text}\n— ${keyName} ${line}\n`;
}

/** Reads a note of one signature; gives null for what is none. Nothing in it may be believed before it is verified. */
export function parseNote(note: string): SignedNote | null {
  const parts = /^((?:[^\n]+\n)+)\n— ([^\s+]+) ([A-Za-z0-9+/]{91}=)\n$/u.exec(note);
  const [, text, keyName, line] = parts ?? [];
  if (text === undefined || keyName === undefined || line === undefined) return null;
  const bytes = Buffer.from(line, "base64");
  if (bytes.length !== 68) return null;
  return { text, keyName, keyId: bytes.toString("hex", 0, 4), signature: bytes.subarray(4) };
}

/** Tells whether the note was signed by one of the keys. */
export function isSignedBy(note: SignedNote, verifiers: readonly NoteVerifier[]): boolean {
  const known = verifiers.filter(({ name, keyId }) => name === note.keyName && keyId === note.keyId);
  return known.some(({ publicKey }) => verify(null, Buffer.from(note.text), publicKey, note.signature));
}

/** The id of a key: the first 4 bytes of `sha256(name ‖ "\n" ‖ 0x01 ‖ key)`, in hexadecimal. */
export function noteKeyId(name: string, rawPublicKey: Uint8Array): string {
  const hash = createHash("sha256").update(`${name}\n`).update(ed25519).update(rawPublicKey);
  return hash.digest("hex").slice(0, 8);
}

/** Writes a public key as `name+id+base64`, the form that tools for transparency logs take. */
export function writeVerifier(name: string, rawPublicKey: Uint8Array): string {
  const key = Buffer.concat([ed25519, rawPublicKey]).toString("base64");
  return `${name}+${noteKeyId(name, rawPublicKey)}+${key}`;
}

/** Reads a public key as `writeVerifier` writes it; gives null for anything else. */
export function parseVerifier(text: string): NoteVerifier | null {
  const [name = "", keyId = "", ...rest] = text.split("+");
  const key = Buffer.from(rest.join("+"), "base64");
  if (!namePattern.test(name) || key.length !== 33 || key[0] !== 1) return null;
  const raw = key.subarray(1);
  if (noteKeyId(name, raw) !== keyId) return null;
  const publicKey = createPublicKey({ key: Buffer.concat([spkiPrefix, raw]), format: "der", type: "spki" });
  return { name, keyId, publicKey };
}
