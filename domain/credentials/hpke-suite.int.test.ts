import { createHash, createHmac } from "node:crypto";
import { expect, test } from "vitest";
import { ackExport } from "#domain/credentials/ack-mac.ts";
import { hpkeSuite } from "#domain/credentials/hpke-suite.ts";
import vectors from "#domain/credentials/hpke-suite.vectors.json" with { type: "json" };

/*
 * The figures of base mode for our suite: keys and the first encryption are those of the test vectors that RFC 9180
 * refers to (cfrg/draft-irtf-cfrg-hpke); the two digests over 1,000 encryptions and 1,000 exports with the same keys
 * are those of the Go standard library. The exporter secret is not published by itself; the second digest proves it.
 */
const suite = hpkeSuite();
const bytes = (hex: string) => new Uint8Array(Buffer.from(hex, "hex"));
const hex = (buffer: ArrayBuffer) => Buffer.from(buffer).toString("hex");

async function openBothEnds() {
  const info = bytes(vectors.info);
  const recipientPublicKey = await suite.kem.deserializePublicKey(bytes(vectors.pkRm));
  const sender = await suite.createSenderContext({ recipientPublicKey, info, ekm: bytes(vectors.ikmE).buffer });
  const privateKey = await suite.kem.deserializePrivateKey(bytes(vectors.skRm));
  const recipientKey = { privateKey, publicKey: recipientPublicKey };
  return { sender, recipient: await suite.createRecipientContext({ recipientKey, enc: bytes(vectors.enc), info }) };
}

/** Cuts what SHAKE128 of nothing gives into texts: one byte tells the length of the next. */
function endlessTexts(): () => Uint8Array<ArrayBuffer> {
  const source = createHash("shake128", { outputLength: 1_000_000 }).digest();
  let offset = 0;
  return () => {
    const length = source.readUInt8(offset);
    const text = new Uint8Array(source.subarray(offset + 1, offset + 1 + length));
    offset += 1 + length;
    return text;
  };
}

test("the suite is the one of the vectors, and makes their keys from their seeds", async () => {
  expect([suite.kem.id, suite.kdf.id, suite.aead.id]).toEqual([vectors.kemId, vectors.kdfId, vectors.aeadId]);
  const { publicKey } = await suite.kem.deriveKeyPair(bytes(vectors.ikmR));
  expect(hex(await suite.kem.serializePublicKey(publicKey))).toBe(vectors.pkRm);
});

test("seals the published plaintext to the published bytes, and opens them", async () => {
  const { sender, recipient } = await openBothEnds();
  expect(hex(sender.enc)).toBe(vectors.enc);
  expect(hex(await sender.seal(bytes(vectors.plaintext), bytes(vectors.aad)))).toBe(vectors.ciphertext);
  expect(hex(await recipient.open(bytes(vectors.ciphertext), bytes(vectors.aad)))).toBe(vectors.plaintext);
});

test("1,000 encryptions in a row have the published digest, and open", async () => {
  const { sender, recipient } = await openBothEnds();
  const next = endlessTexts();
  const digest = createHash("shake128", { outputLength: 16 });
  for (let count = 0; count < 1000; count++) {
    const [aad, plaintext] = [next(), next()];
    const ciphertext = await sender.seal(plaintext, aad);
    digest.update(new Uint8Array(ciphertext));
    expect(Buffer.from(await recipient.open(ciphertext, aad)).equals(plaintext)).toBe(true);
  }
  expect(digest.digest("hex")).toBe(vectors.thousandEncryptions);
});

test("exports what the published digest of 1,000 exports was made of, on both ends, up to 255 bytes", async () => {
  const { sender, recipient } = await openBothEnds();
  const next = endlessTexts();
  const digest = createHash("shake128", { outputLength: 16 });
  for (let length = 0; length < 1000; length++) {
    const context = next();
    const expected = exportByTheRfc(context, length);
    digest.update(expected);
    // The library encodes a length in one byte: longer exports than our one of 32 bytes would be its own.
    if (length > 255) continue;
    expect(hex(await sender.export(context, length))).toBe(expected.toString("hex"));
    expect(hex(await recipient.export(context, length))).toBe(expected.toString("hex"));
  }
  expect(digest.digest("hex")).toBe(vectors.thousandExports);
  expect(ackExport.bytes).toBeLessThanOrEqual(255);
});

/** RFC 9180 §5.3 on `node:crypto` alone: LabeledExpand(exporter_secret, "sec", context, length). */
function exportByTheRfc(context: Uint8Array, length: number): Buffer {
  const suiteId = Buffer.from([...Buffer.from("HPKE"), 0, vectors.kemId, 0, vectors.kdfId, 0, vectors.aeadId]);
  const head = Buffer.from([length >> 8, length & 255]);
  const info = Buffer.concat([head, Buffer.from("HPKE-v1"), suiteId, Buffer.from("sec"), context]);
  let block = Buffer.alloc(0);
  const blocks: Buffer[] = [];
  while (blocks.length * 32 < length) {
    const input = Buffer.concat([block, info, Buffer.from([blocks.length + 1])]);
    block = createHmac("sha256", bytes(vectors.exporterSecret)).update(input).digest();
    blocks.push(block);
  }
  return Buffer.concat(blocks).subarray(0, length);
}
